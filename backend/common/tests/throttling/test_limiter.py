from __future__ import annotations

import math
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from pytest_django import Settings

from common.tests.log_lines import LogLines
from common.tests.throttling.windows import (
    key_of,
    let_pass,
    own_keys,
    rule,
    seconds_left,
    server,
)
from common.throttling import Rule, Verdict, forget, hit, refund, refusals

pytestmark = pytest.mark.usefixtures("cache")


def call(*rules: Rule) -> Verdict:
    return hit(*rules, open_without_redis=False)


def admitted(*rules: Rule, tries: int) -> int:
    return sum(call(*rules).admitted for _ in range(tries))


def test_the_limit_is_admitted_and_no_more() -> None:
    one = rule(rate="3/60")
    verdicts = [call(one) for _ in range(5)]

    assert [verdict.admitted for verdict in verdicts] == [True] * 3 + [False] * 2
    left = [verdict.states[0].remaining for verdict in verdicts]
    assert left == [2, 1, 0, 0, 0]
    assert all(59 < verdict.states[0].reset_after <= 60 for verdict in verdicts)
    assert [verdict.retry_after for verdict in verdicts] == [0, 0, 0, 60, 60]


def test_120_at_once_against_20_are_20() -> None:
    one = rule(rate="20/60")
    together = threading.Barrier(120)

    def try_once(_: int) -> bool:
        together.wait()
        return call(one).admitted

    with ThreadPoolExecutor(120) as pool:
        assert sum(pool.map(try_once, range(120))) == 20
    assert refusals() == {"login": 100}


def test_120_at_once_against_two_rules_are_the_smaller() -> None:
    small, large = rule("login", rate="20/60"), rule("account", rate="30/60")

    with ThreadPoolExecutor(24) as pool:
        verdicts = pool.map(lambda _: call(small, large), range(120))
        assert sum(verdict.admitted for verdict in verdicts) == 20
    assert admitted(large, tries=30) == 10


def test_all_rules_count_or_none() -> None:
    full, other = rule("login", rate="1/60"), rule("account", rate="5/60")
    assert call(full).admitted

    for rules in ((full, other), (other, full)):
        refused = call(*rules)
        assert not refused.admitted
        assert [state.rule for state in refused.states] == list(rules)
        assert {state.rule: state.remaining for state in refused.states}[other] == 5
    assert key_of(other) not in own_keys()
    assert admitted(other, tries=9) == 5


def test_clients_and_scopes_do_not_share() -> None:
    for one in (rule(), rule(key="two"), rule("account"), rule("account", key="two")):
        assert admitted(one, tries=5) == 3


def test_a_window_starts_with_its_first_try_and_ends_once() -> None:
    one = rule(rate="3/60")
    call(one)
    let_pass(50, one)
    call(one)
    assert seconds_left(one) <= 10

    let_pass(10, one)
    assert admitted(one, tries=5) == 3
    assert 59 < seconds_left(one) <= 60


def test_refused_tries_do_not_prolong_the_wait() -> None:
    one = rule(rate="1/60")
    call(one)
    let_pass(50, one)

    assert [call(one).retry_after for _ in range(9)] == [10] * 9
    let_pass(10, one)
    assert call(one).admitted


def test_the_longest_wait_is_the_one_to_keep() -> None:
    soon, late, free = (
        rule("login", rate="1/10"), rule("account", rate="1/90"), rule("anon")
    )  # fmt: skip
    call(soon, late)

    refused = call(soon, late, free)

    assert refused.retry_after == 90
    assert refused.refused_by == ("account", "login")


def test_who_waits_as_told_is_never_refused() -> None:
    rules = (rule("anon", rate="3/10"), rule("blog_limit", rate="5/60"))
    for _ in range(40):
        verdict = call(*rules)
        assert verdict.admitted
        waits = [state.reset_after for state in verdict.states if not state.remaining]
        let_pass(math.ceil(max(waits, default=0)), *rules)


def test_a_rate_that_became_shorter_ends_windows_early() -> None:
    call(rule(rate="3/3600"))
    shorter = rule(rate="3/60")

    assert call(shorter).states[0].reset_after <= 60
    assert seconds_left(shorter) <= 60


def test_a_window_that_lost_its_end_gets_one() -> None:
    one = rule(rate="1/60")
    call(one)
    with server() as client:
        client.persist(key_of(one))

    assert call(one).retry_after == 60
    assert 59 < seconds_left(one) <= 60


def test_forgotten_windows_start_anew() -> None:
    one, other = rule("login"), rule("account")
    admitted(one, other, tries=3)
    forget(one)
    forget()

    assert admitted(one, tries=5) == 3
    assert not call(other).admitted


def test_a_try_can_be_given_back() -> None:
    one = rule(rate="2/60")
    for _ in range(9):
        assert call(one).admitted
        refund(one)
    assert not [key for key in own_keys() if key == key_of(one)]

    admitted(one, tries=2)
    let_pass(30, one)
    refund(one)
    refund()
    assert seconds_left(one) <= 30
    assert admitted(one, tries=5) == 1


def test_what_was_never_taken_cannot_be_given_back() -> None:
    one = rule(rate="2/60")
    refund(one)
    assert admitted(one, tries=5) == 2


def test_nothing_asked_is_admitted() -> None:
    assert hit(open_without_redis=False) == Verdict(admitted=True)
    assert own_keys() == []


def test_scripts_survive_a_restart_of_redis() -> None:
    one = rule()
    call(one)
    with server() as client:
        client.script_flush()

    assert call(one).states[0].remaining == 1


def test_refusals_are_logged_and_counted_by_scope() -> None:
    one, other = rule("login", rate="1/60"), rule("account", rate="2/60")
    with LogLines() as lines:
        for _ in range(4):
            call(one)
        call(other)
        call(other, rule("anon"))
        call(other, one)

    logged = [line["data"] for line in lines.named("throttled")]
    alone = {"scope": "login", "others": [], "retry_after": 60}
    both = {"scope": "login", "others": ["account"], "retry_after": 60}
    assert logged[:3] == [alone] * 3
    assert logged[3]["retry_after"] == both["retry_after"]
    assert {logged[3]["scope"], *logged[3]["others"]} == {"login", "account"}
    assert len(logged) == 4
    assert refusals() == {"login": 4, "account": 1}


def test_nobody_is_named_in_redis_or_the_log() -> None:
    secrets = ["192.0.2.77", "ann@example.org", "+41791234567"]
    with LogLines() as lines:
        for secret in secrets:
            admitted(rule(key=secret, rate="1/60"), tries=2)

    seen = " ".join([*own_keys(), lines.text()])
    assert len(own_keys()) == len(secrets) + 1
    assert not [secret for secret in secrets if secret in seen]


def test_names_in_redis_depend_on_the_secret(settings: Settings) -> None:
    before = rule().name
    settings.SECRET_KEY = "another"
    assert rule().name != before
