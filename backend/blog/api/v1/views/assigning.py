"""Whose turn a post is."""

from __future__ import annotations

from uuid import UUID

from blog.exceptions import AssigneeRefusedError, MoveForbiddenError
from blog.policies.posts import can_assign_post, can_be_assigned
from common.exceptions import FieldError
from custom_user.services import Account


def find_assignee(actor: Account, public_id: UUID | None) -> Account | None:
    """Return the account that somebody wants to review a post.

    Raises:
        MoveForbiddenError: the actor may not choose.
        AssigneeRefusedError: there is no such account, or it may not review.
    """
    if public_id is None:
        return None
    if not can_assign_post(actor=actor):
        detail = "Only reviewers choose who reviews a post; leave `assignee` out."
        raise MoveForbiddenError(detail)
    account = Account.objects.filter(public_id=public_id).first()
    if account is None or not can_be_assigned(actor=account):
        detail = "There is no account with this id that may review posts."
        fault = FieldError("/assignee", "does_not_exist", detail)
        raise AssigneeRefusedError(detail, errors=(fault,))
    return account
