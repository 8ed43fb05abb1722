from __future__ import annotations

from urllib.parse import unquote, urlsplit

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from config.settings import env as reader
from config.settings.env import VARIABLES, env

PASSWORDS = ["simple", "p@ss:w/rd#?&%", "a b+c", "gr\u00fc\u00df"]
CONNECTIONS = [
    name
    for name in VARIABLES
    if name.startswith(("DB_", "REDIS_")) or name.endswith("_URL")
]


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in {*CONNECTIONS, "DEBUG", "DJANGO_ALLOWED_HOSTS"}:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("False", False),
        ("false", False),
        ("0", False),
        ("off", False),
        ("", False),
        ("True", True),
        ("true", True),
        ("1", True),
    ],
)
def test_words_become_truth_values(
    text: str, monkeypatch: pytest.MonkeyPatch, *, value: bool
) -> None:
    monkeypatch.setenv("DEBUG", text)
    assert env.bool("DEBUG") is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", []),
        ("a.example", ["a.example"]),
        ("a.example,b.example", ["a.example", "b.example"]),
    ],
)
def test_lists_are_split_at_commas(
    text: str, value: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", text)
    assert env.list("DJANGO_ALLOWED_HOSTS") == value


def test_a_number_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DB_PORT", "many")
    with pytest.raises((ValueError, ImproperlyConfigured)):
        env.int("DB_PORT")


@pytest.mark.parametrize("name", VARIABLES)
def test_a_default_has_the_type_of_its_variable(name: str) -> None:
    kind, default = VARIABLES[name]
    assert type(default) is kind


def test_nothing_set_means_no_services() -> None:
    assert reader.database_url() == ""
    assert reader.redis_url() == ""
    assert reader.cache_redis_url() == ""
    assert reader.broker_redis_url() == ""


def test_the_parts_make_the_database_url(monkeypatch: pytest.MonkeyPatch) -> None:
    _set_database_parts(monkeypatch)
    assert reader.database_url() == "postgres://blog:secret@db.example.com:5433/press"


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_database_password_may_have_any_character(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _set_database_parts(monkeypatch, DB_PASSWORD=password)

    settings = environ.Env.db_url_config(reader.database_url())

    assert settings["PASSWORD"] == password
    assert (settings["USER"], settings["HOST"]) == ("blog", "db.example.com")
    assert (settings["PORT"], settings["NAME"]) == (5433, "press")


def test_a_database_without_a_password_has_no_credentials(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _set_database_parts(monkeypatch, DB_USERNAME="", DB_PASSWORD="")
    assert reader.database_url() == "postgres://db.example.com:5433/press"


def test_a_database_url_that_agrees_with_its_parts_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _set_database_parts(monkeypatch)
    url = reader.database_url()
    monkeypatch.setenv("DATABASE_URL", url)

    assert reader.database_url() == url


def test_a_database_url_that_contradicts_its_parts_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _set_database_parts(monkeypatch)
    monkeypatch.setenv("DATABASE_URL", "postgres://blog:secret@other.example.com/press")

    with pytest.raises(ImproperlyConfigured, match=r"DATABASE_URL and DB_\*"):
        reader.database_url()


def test_the_parts_make_the_redis_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_HOST", "redis.example.com")
    assert reader.redis_url() == "redis://redis.example.com:6379"


@pytest.mark.parametrize("password", PASSWORDS)
def test_a_redis_password_may_have_any_character(
    password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_HOST", "redis.example.com")
    monkeypatch.setenv("REDIS_PASSWORD", password)

    parts = urlsplit(reader.redis_url())

    assert unquote(parts.password or "") == password
    assert (parts.hostname, parts.port) == ("redis.example.com", 6379)


def test_a_redis_url_that_contradicts_its_parts_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REDIS_HOST", "redis.example.com")
    monkeypatch.setenv("REDIS_URL", "redis://other.example.com:6379")

    with pytest.raises(ImproperlyConfigured, match="REDIS_URL and REDIS_HOST"):
        reader.redis_url()


def test_cache_and_broker_share_one_redis_but_no_database(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.com:6379/")

    assert reader.cache_redis_url() == "redis://redis.example.com:6379/0"
    assert reader.broker_redis_url() == "redis://redis.example.com:6379/1"


def test_cache_and_broker_may_have_a_redis_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://redis.example.com:6379")
    monkeypatch.setenv("CACHE_REDIS_URL", "redis://cache.example.com:6379/2")
    monkeypatch.setenv("BROKER_REDIS_URL", "redis://broker.example.com:6379/3")

    assert reader.cache_redis_url() == "redis://cache.example.com:6379/2"
    assert reader.broker_redis_url() == "redis://broker.example.com:6379/3"


def _set_database_parts(monkeypatch: pytest.MonkeyPatch, **changed: str) -> None:
    parts = {
        "DB_NAME": "press",
        "DB_USERNAME": "blog",
        "DB_PASSWORD": "secret",
        "DB_HOSTNAME": "db.example.com",
        "DB_PORT": "5433",
    }
    for name, value in {**parts, **changed}.items():
        monkeypatch.setenv(name, value)
