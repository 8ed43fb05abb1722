"""Who may do what: every operation of the API with every kind of caller.

A new operation without a row in `ROWS` fails the suite.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import override_settings

from author.tests.factories import AuthorFactory
from blog.tests.factories import PostFactory, SeriesFactory, TagFactory
from custom_user.constants import Role
from custom_user.models import CustomUser
from custom_user.services.roles import ensure_roles
from custom_user.tests.factories import UserFactory
from tests.api.callers import ARGUMENT, GOOGLE, Caller, fill, operations

pytestmark = pytest.mark.django_db
LET_IN = "in"

# Kinds of rows: what each caller gets. LET_IN is any answer but 401, 403 and 404.
ROLES = [*Role.values, "superuser"]
EVERYBODY = ["anonymous", *ROLES, "admin session"]
OPEN = dict.fromkeys([*EVERYBODY, "key"], LET_IN) | {"key without scope": 403}
# The ways in and out: programs with a key have no business there.
DOOR = dict.fromkeys(EVERYBODY, LET_IN) | {"key": 403, "key without scope": 403}
OWN = dict.fromkeys(ROLES, LET_IN) | {
    "anonymous": 401,
    "admin session": 403,
    "key": 403,
    "key without scope": 403,
}
PROFILE = OWN | {"admin session": LET_IN, "key": LET_IN}
CONFIRMED = OWN | {"unconfirmed": 403}


def _only(*roles: str) -> dict[str, int | str]:
    """Return the row of what only these roles may, by token."""
    forbidden = OWN | {"admin session": 403} | dict.fromkeys(ROLES, 403)
    return forbidden | dict.fromkeys([*roles, "superuser"], LET_IN)


ADMINISTRATORS = _only(Role.ADMINISTRATOR)
EDITORS = _only(Role.ADMINISTRATOR, Role.EDITOR)
WRITERS = _only(Role.ADMINISTRATOR, Role.EDITOR, Role.AUTHOR)
# A post that is not on the caller's desk is none for them.
DESK = EDITORS | dict.fromkeys(
    [Role.AUTHOR, Role.CONTRIBUTOR, Role.READER, "admin session", "key"], 404
)
DESKS = EDITORS | dict.fromkeys(
    [Role.AUTHOR, Role.CONTRIBUTOR, Role.MODERATOR, Role.SUPPORT_AGENT], LET_IN
)
SEE_ALL = EDITORS | dict.fromkeys([Role.MODERATOR, Role.SUPPORT_AGENT], LET_IN)

ROWS: dict[str, dict[str, Any]] = {
    "get author:author-detail": OPEN,
    "get author:author-list": OPEN,
    "get blog:archive": OPEN,
    "get blog:post-detail": OPEN,
    "get blog:post-list": OPEN,
    "get blog:post-neighbors": OPEN,
    "get blog:resolve": OPEN,
    "get blog:series-detail": OPEN,
    "get blog:series-list": OPEN,
    "get blog:site": OPEN,
    "get blog:tag-detail": OPEN,
    "get blog:tag-list": OPEN,
    "post author:author-list": EDITORS,
    "patch author:author-detail": EDITORS,
    "delete author:author-detail": ADMINISTRATORS,
    "get blog:post-export": SEE_ALL,
    "post blog:post-list": EDITORS,
    "put blog:post-detail": EDITORS,
    "patch blog:post-detail": EDITORS,
    "delete blog:post-detail": DESK,
    "post blog:post-approve": DESK,
    "post blog:post-archive": DESK,
    "post blog:post-bulk-transitions": DESKS,
    "post blog:post-publish": DESK,
    "post blog:post-reopen": DESK,
    "post blog:post-request-changes": DESK,
    "post blog:post-restore": DESK,
    "post blog:post-schedule": DESK,
    "post blog:post-submit": DESK,
    "post blog:post-unpublish": DESK,
    "post blog:post-unschedule": DESK,
    "get blog:post-transition-list": DESK
    | dict.fromkeys([Role.MODERATOR, Role.SUPPORT_AGENT], LET_IN),
    "post blog:series-list": EDITORS,
    "patch blog:series-detail": EDITORS,
    "delete blog:series-detail": EDITORS,
    "put blog:series-order": EDITORS,
    "post blog:tag-list": WRITERS,
    "patch blog:tag-detail": EDITORS,
    "delete blog:tag-detail": EDITORS,
    "post blog:tag-merge": EDITORS,
    "get custom_user:deletion-receipt": DOOR,
    "get custom_user:social-providers": DOOR,
    "post custom_user:cancel-deletion": DOOR,
    "post custom_user:login": DOOR,
    "post custom_user:login-passkey": DOOR,
    "post custom_user:login-passkey-options": DOOR,
    "post custom_user:login-second-factor": DOOR,
    "post custom_user:password-reset": DOOR,
    "post custom_user:password-reset-confirm": DOOR,
    "post custom_user:register": DOOR,
    "post custom_user:social-login": DOOR,
    "post custom_user:verify-email": DOOR,
    "post custom_user:verify-email-resend": DOOR,
    "post custom_user:confirm": OWN,
    "post custom_user:email-change": CONFIRMED,
    "post custom_user:logout": OWN,
    "post custom_user:logout-all": OWN,
    "post custom_user:password-change": OWN,
    "post custom_user:token-rotate": OWN,
    "get custom_user:me": PROFILE,
    "patch custom_user:me": PROFILE,
    "delete custom_user:me": CONFIRMED,
    "get custom_user:me-export-list": OWN,
    "post custom_user:me-export-list": CONFIRMED,
    "get custom_user:me-export-detail": OWN,
    "get custom_user:me-export-download": OWN,
    "get custom_user:me-factors": OWN,
    "delete custom_user:me-factor-detail": CONFIRMED,
    "post custom_user:me-factors-passkey-options": CONFIRMED,
    "post custom_user:me-factors-passkeys": CONFIRMED,
    "post custom_user:me-factors-recovery-codes": CONFIRMED,
    "post custom_user:me-factors-totp": OWN,
    "post custom_user:me-factors-totp-confirm": CONFIRMED,
    "get custom_user:me-notifications": OWN,
    "patch custom_user:me-notifications": OWN,
    "get custom_user:me-session-list": OWN,
    "delete custom_user:me-session-detail": OWN,
    "get custom_user:me-social": OWN,
    "post custom_user:me-social-detail": CONFIRMED,
    "delete custom_user:me-social-detail": CONFIRMED,
    "get custom_user:api-key-list": OWN,
    "post custom_user:api-key-list": CONFIRMED,
    "get custom_user:api-key-detail": OWN,
    "delete custom_user:api-key-detail": OWN,
    "post custom_user:api-key-finish-rotation": OWN,
    "post custom_user:api-key-rotate": CONFIRMED,
}
# The address names a provider, which is nobody's.
# Content that is public is there for all; who else may write it is in their tests.
NOT_OWNED = {
    "delete blog:post-detail",
    "post blog:post-approve",
    "post blog:post-archive",
    "post blog:post-publish",
    "post blog:post-reopen",
    "post blog:post-request-changes",
    "post blog:post-restore",
    "post blog:post-schedule",
    "post blog:post-submit",
    "post blog:post-unpublish",
    "post blog:post-unschedule",
    "get blog:post-transition-list",
    "put blog:post-detail",
    "patch blog:post-detail",
    "post custom_user:me-social-detail",
    "patch author:author-detail",
    "delete author:author-detail",
    "patch blog:series-detail",
    "delete blog:series-detail",
    "put blog:series-order",
    "patch blog:tag-detail",
    "delete blog:tag-detail",
    "post blog:tag-merge",
}
# Everybody gets the same: they describe the API.
DESCRIPTIONS = {"get docs", "get schema"}


def test_every_operation_has_a_row() -> None:
    assert operations().keys() - DESCRIPTIONS == ROWS.keys()


@pytest.fixture(autouse=True)
def _site() -> Iterator[None]:
    ensure_roles()
    post = PostFactory.create(
        published=True,
        slug="one",
        authors=[AuthorFactory.create(slug="one")],
        tags=[TagFactory.create(slug="one")],
        recount=True,
    )
    SeriesFactory.create(slug="one", posts=[post], recount=True)
    with override_settings(SOCIALACCOUNT_PROVIDERS=GOOGLE):
        yield


def _judge(status: int) -> int | str:
    return status if status in {401, 403, 404} or status >= 500 else LET_IN


@pytest.mark.parametrize("operation", ROWS)
def test_callers_get_what_their_row_says(operation: str) -> None:
    address = operations()[operation]
    seen: dict[str, int | str] = {}

    for kind in ROWS[operation]:
        caller = Caller(
            "Reader" if kind == "unconfirmed" else kind,
            is_confirmed=kind != "unconfirmed",
        )
        seen[kind] = _judge(caller.status(operation, fill(address, caller.user)))

    assert seen == ROWS[operation]


@pytest.mark.parametrize("operation", ROWS)
def test_a_wrong_credential_is_refused_everywhere(operation: str) -> None:
    address = fill(operations()[operation], UserFactory.create())

    for header in ["Token abc", "Token prt_abc", "Token prk_abc", "Bearer abc", "x"]:
        caller = Caller("anonymous")
        caller.client.credentials(HTTP_AUTHORIZATION=header)

        assert caller.status(operation, address) == 401, header


@pytest.mark.parametrize("operation", ROWS)
def test_a_disabled_account_is_refused_everywhere(operation: str) -> None:
    caller = Caller("Administrator")
    address = fill(operations()[operation], caller.user)
    CustomUser.objects.filter(pk=caller.user.pk).update(is_active=False)

    status = caller.status(operation, address)

    assert status == 401


@pytest.mark.parametrize(
    "operation",
    [
        name
        for name, row in ROWS.items()
        if row["anonymous"] == 401
        and ARGUMENT.search(operations()[name])
        and name not in NOT_OWNED
    ],
)
@pytest.mark.parametrize("kind", [*ROLES])
def test_what_belongs_to_others_does_not_exist(operation: str, kind: str) -> None:
    address = fill(operations()[operation], UserFactory.create())

    assert Caller(kind).status(operation, address) == 404
