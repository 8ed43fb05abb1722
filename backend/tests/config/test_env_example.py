from __future__ import annotations

import re

import pytest

from config.settings.env import VARIABLES
from tests.config.documents import compose, example_variables
from tests.config.processes import ROOT_DIR, copy_checkout, run_python

COMPOSE = (ROOT_DIR / "docker-compose.yaml").read_text()
# Read by entrypoint.sh, and right for one service only, so it has no place in `.env`.
OF_ONE_SERVICE = {"MIGRATE_ON_START"}
SECRETS = {"SECRET_KEY", "DB_PASSWORD", "REDIS_PASSWORD"}


def test_every_variable_is_in_the_example() -> None:
    missing = VARIABLES.keys() - {variable.name for variable in example_variables()}
    assert not missing, f".env.example lacks {sorted(missing)}"


def test_the_example_has_no_variable_that_nothing_reads() -> None:
    unknown = [
        f".env.example:{variable.line}: {variable.name}"
        for variable in example_variables()
        if variable.name not in VARIABLES
    ]
    assert not unknown, f"config/settings/env.py does not declare {unknown}"


def test_each_variable_is_there_once() -> None:
    names = [variable.name for variable in example_variables()]
    assert len(names) == len(set(names))


def test_each_variable_is_explained_on_the_line_above() -> None:
    unexplained = [
        f".env.example:{variable.line}: {variable.name}"
        for variable in example_variables()
        if not re.match(r"# \S.{5,}", variable.comment)
    ]
    assert not unexplained


def test_the_example_holds_no_secret() -> None:
    values = {
        variable.name: variable.value
        for variable in example_variables()
        if variable.name in SECRETS
    }
    assert set(values.values()) <= {"", "change-me"}
    assert not values["SECRET_KEY"]


def test_compose_takes_its_values_from_the_example() -> None:
    used = set(re.findall(r"\$\{?([A-Z][A-Z0-9_]*)", COMPOSE))
    given = {variable.name for variable in example_variables() if not variable.is_off}

    assert used
    assert used <= given


def test_compose_sets_only_what_is_read() -> None:
    unknown = {
        name: service
        for service, options in compose()["services"].items()
        for name in options.get("environment", {})
        if not name.startswith("POSTGRES_")
        and name not in {*VARIABLES, *OF_ONE_SERVICE}
    }
    assert not unknown


def test_all_own_services_read_the_same_file() -> None:
    files = {
        service: options.get("env_file")
        for service, options in compose()["services"].items()
        if "build" in options
    }
    assert files
    assert set(files.values()) == {"./.env"}


def test_git_ignores_the_filled_in_file() -> None:
    ignored = (ROOT_DIR / ".gitignore").read_text().splitlines()
    assert ".env" in ignored
    assert ".local/" in ignored


@pytest.mark.parametrize("turned_on", [False, True], ids=["as it is", "with passwords"])
def test_a_filled_in_example_makes_settings(
    tmp_path_factory: pytest.TempPathFactory, *, turned_on: bool
) -> None:
    root = tmp_path_factory.mktemp("checkout")
    backend = copy_checkout(root)
    text = (ROOT_DIR / ".env.example").read_text()
    text = text.replace("SECRET_KEY=\n", "SECRET_KEY=0123456789\n")
    if turned_on:
        text = text.replace("DB_HOSTNAME=\n", "DB_HOSTNAME=db\n")
        text = text.replace("REDIS_HOST=\n", "REDIS_HOST=redis\n")
    (root / ".env").write_text(text)

    code = (
        "from config.settings.local import *; print(SECRET_KEY, DATABASES['default']"
        "['HOST'], CELERY_BROKER_URL, DEBUG, ALLOWED_HOSTS)"
    )
    result = run_python(backend, "-c", code, environment={})

    database, broker = ("", "")
    if turned_on:
        database, broker = ("db", "redis://:change-me@redis:6379/1")
    hosts = ["127.0.0.1", "localhost"]
    expected = f"0123456789 {database} {broker} False {hosts}"
    assert result.stdout.strip() == expected, result.stderr
