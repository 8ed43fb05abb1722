"""How often somebody may do something: exact in Redis, and still there without it.

A rule gives a client a number of tries in a window of time that starts with the first.
`hit` asks several rules at once: all of them have room and count the try, or none does.
"""

from common.throttling.limiter import forget, hit, refund, refusals
from common.throttling.rates import Rate, parse_rate, rate_of
from common.throttling.rules import Rule, State, Verdict

__all__ = [
    "Rate",
    "Rule",
    "State",
    "Verdict",
    "forget",
    "hit",
    "parse_rate",
    "rate_of",
    "refund",
    "refusals",
]
