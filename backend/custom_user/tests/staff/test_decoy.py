"""The log-in at `/admin/` fools people and lets nobody in."""

from __future__ import annotations

import re

import pytest
from django.core.cache import BaseCache
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from common.tests.log_lines import LogLines
from custom_user.tests.factories import PASSWORD, UserFactory

PATHS = ["/admin", "/admin/", "/admin/x/y", "/admin/login/?next=/admin/", "/admin/%00"]
REFUSAL = "Please enter the correct username and password for a staff account."


@pytest.fixture(autouse=True)
def _empty(cache: BaseCache) -> None:
    """No windows of earlier tests."""


@pytest.mark.parametrize("path", PATHS)
def test_every_path_shows_the_log_in(client: Client, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 200
    assert "Django administration" in page.content.decode()
    assert 'name="password"' in page.content.decode()
    assert "errornote" not in page.content.decode()
    assert client.head(path).status_code == 200
    assert client.options(path).status_code == 200
    for method in (client.put, client.patch, client.delete):
        assert method(path).status_code == 405


@pytest.mark.parametrize("path", PATHS)
def test_every_post_is_refused(client: Client, path: str) -> None:
    answer = client.post(path, {"username": "root", "password": "secret"})

    assert answer.status_code == 200
    assert REFUSAL in answer.content.decode()


@pytest.mark.parametrize("path", ["/administrator/", "/admins", "/xadmin/"])
def test_other_words_are_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_does_not_tell_where_the_admin_is(
    client: Client, settings: Settings
) -> None:
    page = client.get("/admin/").content.decode()

    assert settings.ADMIN_PATH not in page
    assert settings.SITE_TITLE not in page


@pytest.mark.django_db
def test_the_right_password_does_not_help(client: Client) -> None:
    root = UserFactory.create(superuser=True)

    answer = client.post("/admin/", {"username": root.email, "password": PASSWORD})

    assert REFUSAL in answer.content.decode()
    assert "sessionid" not in answer.cookies
    assert client.get("/blog-cms/").status_code == 302


@pytest.mark.django_db
def test_it_asks_the_database_nothing_whoever_looks(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    strange = Client()
    client.force_login(UserFactory.create(superuser=True))
    pages = []

    with django_assert_num_queries(0):
        for each in (client, strange):
            pages += [each.get("/admin/"), each.post("/admin/", {"username": "x"})]

    tokens = re.compile(r'csrfmiddlewaretoken" value="\w+"')
    texts = [tokens.sub("", page.content.decode()) for page in pages]
    assert texts[:2] == texts[2:]
    assert all("sessionid" not in page.cookies for page in pages)


def test_each_attempt_is_logged_without_what_was_typed(client: Client) -> None:
    with LogLines() as log:
        client.get("/admin/")
        client.post(
            f"/admin/{'x' * 500}?token=abc", {"username": "root", "password": "secret"}
        )

    (line,) = log.named("decoy_login")
    assert line["data"] == {
        "client": "127.0.0.1",
        "path": "/admin/" + "x" * 193,
        "throttled": False,
    }
    for secret in ("root", "secret", "abc"):
        assert secret not in log.text()


def test_one_client_does_not_try_for_ever(client: Client, settings: Settings) -> None:
    settings.THROTTLE_RATES = {**settings.THROTTLE_RATES, "login": "2/min"}
    with LogLines() as log:
        answers = [client.post("/admin/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2]["Retry-After"]) <= 60
    assert "Too many attempts" in answers[2].content.decode()
    assert len(log.named("decoy_login")) == 3
    assert client.get("/admin/").status_code == 200


def test_bodies_of_any_kind_are_not_read(client: Client) -> None:
    for kind in ("multipart/form-data; boundary=x", "application/json", "x"):
        answer = client.generic("POST", "/admin/", b"\xff" * 4_000_000, kind)

        assert answer.status_code == 200


def test_it_needs_no_token_against_forgery() -> None:
    strict = Client(enforce_csrf_checks=True)

    assert REFUSAL in strict.post("/admin/", {}).content.decode()
