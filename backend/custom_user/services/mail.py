"""Mail about accounts: asked for here, written and sent by a worker."""

from __future__ import annotations

from common.jobs import enqueue_on_commit
from common.throttling import Rate, Rule, hit
from custom_user.constants import MailKind
from custom_user.models import CustomUser

JOB = "custom_user.send_account_mail"
# No account has this key.
NOBODY = 0
MAILS_PER_ADDRESS = Rate(1, 60)


def mail_account(*, user: CustomUser, kind: MailKind, **ids: int) -> None:
    """Send the account's holder a mail of this kind, after the commit.

    `ids` are what the kind needs to know: `address_id` for `VERIFY_EMAIL` and
    `EMAIL_CHANGED`, `erasure_id` for `DELETION_SCHEDULED`, else nothing.
    """
    enqueue_on_commit(JOB, user_id=user.pk, kind=kind.value, **ids)


def mail_nobody(*, kind: MailKind) -> None:
    """Do what `mail_account` does, for no account, so that no clock tells them apart.

    It shows most while the broker is away and every job waits for it in vain.
    """
    enqueue_on_commit(JOB, user_id=NOBODY, kind=kind.value)


def take_turn(*, email: str) -> bool:
    """Say whether strangers may have another mail sent to `email`, and count it.

    Everybody can make us write to any address; this keeps it to one a minute.
    """
    rule = Rule("verification", f"mail:{email}", MAILS_PER_ADDRESS)
    return hit(rule, open_without_redis=False).admitted
