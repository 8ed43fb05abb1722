from __future__ import annotations

import json

import pytest

from tests.config.processes import BACKEND_DIR, run_python

CODE = (
    "import json; from config.settings.{} import *;"
    "print(json.dumps([THROTTLE_RATES, REST_FRAMEWORK['DEFAULT_THROTTLE_RATES'],"
    "[NUM_PROXIES, REST_FRAMEWORK['NUM_PROXIES'], ALLAUTH_TRUSTED_PROXY_COUNT]]))"
)
READS = {"anon", "user", "blog_limit", "blog_2_limit"}


def settings_of(environment: str, **variables: str) -> tuple[dict[str, str], list[int]]:
    result = run_python(
        BACKEND_DIR, "-c", CODE.format(environment), environment=variables
    )
    assert result.returncode == 0, result.stderr
    rates, same_rates, proxies = json.loads(result.stdout)
    assert rates == same_rates
    return rates, proxies


def test_rates_come_from_the_environment() -> None:
    rates, proxies = settings_of("base", THROTTLE_LOGIN="7/h", NUM_PROXIES="2")

    assert rates["login"] == "7/h"
    assert rates["login_account"] == "10/5min"
    assert proxies == [2, 2, 2]


@pytest.mark.parametrize("given", [{}, {"THROTTLE_ANON": "5/min"}])
def test_developers_read_more_unless_they_say_otherwise(given: dict[str, str]) -> None:
    usual, _ = settings_of("base", **given)
    local, _ = settings_of("local", **given)

    raised = {scope for scope in usual if local[scope] != usual[scope]}
    assert raised == READS - ({"anon"} if given else set())
    assert {local[scope] for scope in raised} == {"60000/min"}
