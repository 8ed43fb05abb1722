"""Windows in Redis, shared by all processes and exact between them."""

from __future__ import annotations

from functools import cache
from typing import Any

import redis
from django.conf import settings

from common.circuit_breaker import breaker_of, client_options
from common.throttling.rules import Rule, Verdict

# Redis runs a script as a whole, so nobody counts between our look and our count.
# KEYS: the window of each rule, then the refusals by scope.
# ARGV: limit, milliseconds and scope of each rule.
# Answers 1 or 0 for admitted, then the used tries and milliseconds left of each rule.
_COUNT = """
local rules, admitted, answer = #KEYS - 1, 1, {}
for i = 1, rules do
  local limit, window = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  local used, left = tonumber(redis.call('GET', KEYS[i]) or 0), window
  if used > 0 then
    left = redis.call('PTTL', KEYS[i])
    if left < 0 or left > window then
      -- Its rate had a longer window before, or somebody took its end away.
      redis.call('PEXPIRE', KEYS[i], window)
      left = window
    end
  end
  if used >= limit then
    admitted = 0
    redis.call('HINCRBY', KEYS[rules + 1], ARGV[3 * i], 1)
  end
  answer[2 * i], answer[2 * i + 1] = used, left
end
if admitted == 1 then
  for i = 1, rules do
    answer[2 * i] = redis.call('INCR', KEYS[i])
    if answer[2 * i] == 1 then
      redis.call('PEXPIRE', KEYS[i], ARGV[3 * i - 1])
    end
  end
end
answer[1] = admitted
return answer
"""

# KEYS: windows. Takes one try out of each that is still open.
_REFUND = """
for _, window in ipairs(KEYS) do
  local used = tonumber(redis.call('GET', window) or 0)
  if used > 1 then
    redis.call('DECR', window)
  else
    redis.call('DEL', window)
  end
end
"""


def count(rules: tuple[Rule, ...]) -> Verdict:
    """Judge `rules` and count, in one round trip.

    Raises:
        RedisAwayError: Redis does not answer; nothing is known.
    """
    keys = [_key(rule.name) for rule in rules]
    arguments = [
        value
        for rule in rules
        for value in (rule.rate.limit, rule.rate.seconds * 1000, rule.scope)
    ]
    address = _address()
    with breaker_of(address).guard():
        run, _ = _scripts(address)
        answer: list[int] = run(keys=[*keys, _key("refusals")], args=arguments)
    windows = [
        (rule, answer[2 * place + 1], answer[2 * place + 2] / 1000)
        for place, rule in enumerate(rules)
    ]
    return Verdict.of(admitted=bool(answer[0]), windows=windows)


def refund(rules: tuple[Rule, ...]) -> None:
    """Take one try out of the window of each rule.

    Raises:
        RedisAwayError: Redis does not answer; the tries may still be there.
    """
    address = _address()
    with breaker_of(address).guard():
        _, run = _scripts(address)
        run(keys=[_key(rule.name) for rule in rules])


def forget(rules: tuple[Rule, ...]) -> None:
    """End the windows of `rules`.

    Raises:
        RedisAwayError: Redis does not answer; the windows may still be there.
    """
    address = _address()
    with breaker_of(address).guard():
        _connect(address).delete(*(_key(rule.name) for rule in rules))


def refusals() -> dict[str, int]:
    """Return how often each scope has refused since Redis was last emptied.

    Raises:
        RedisAwayError: Redis does not answer.
    """
    address = _address()
    with breaker_of(address).guard():
        counted: dict[bytes, bytes] = _connect(address).hgetall(_key("refusals"))
    return {scope.decode(): int(number) for scope, number in counted.items()}


@cache
def _connect(address: str) -> Any:
    if not address:
        raise redis.ConnectionError("No Redis is configured.")
    return redis.Redis.from_url(address, **client_options())


@cache
def _scripts(address: str) -> tuple[Any, Any]:
    client = _connect(address)
    return client.register_script(_COUNT), client.register_script(_REFUND)


# Both are read anew each time, because tests have keys of their own.
def _address() -> str:
    address: str = settings.CACHES["default"]["LOCATION"]
    return address


def _key(name: str) -> str:
    return f"{settings.CACHES['default']['KEY_PREFIX']}:throttle:{name}"
