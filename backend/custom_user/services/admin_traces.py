"""What the admin has kept about an account that is being erased."""

from __future__ import annotations

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.db import models
from django.db.models import Q

from custom_user.models import CustomUser, UserProfile


def scrub_admin_log(*, user: CustomUser) -> None:
    """Keep the entries about the account and what goes with it, but not whose it was.

    Entries about other things lose their texts if these name the account.
    """
    about = _is_about(CustomUser, [user.pk])
    for relation in CustomUser._meta.related_objects:
        model = relation.related_model
        if relation.on_delete is models.CASCADE and not isinstance(model, str):
            rows = model._default_manager.filter(**{relation.field.name: user})
            about |= _is_about(model, rows.values_list("pk", flat=True))
    for word in _names_of(user):
        about |= Q(object_repr__icontains=word) | Q(change_message__icontains=word)
    LogEntry.objects.filter(about).update(object_repr="erased", change_message="")


def delete_admin_sessions(*, user: CustomUser) -> None:
    """Delete the account's log-ins to the admin, from the cache, too.

    They end by themselves with the account; but nothing of it is to be left.
    """
    # Only the admin opens sessions, so there are few to look through.
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            SessionStore(session.session_key).delete()


def _names_of(user: CustomUser) -> set[str]:
    """Return the texts that mean this account and hardly anything else."""
    addresses = EmailAddress.objects.filter(user=user).values_list("email", flat=True)
    numbers = UserProfile.objects.filter(user=user, phone_no__isnull=False)
    return {user.email, *addresses, *numbers.values_list("phone_no", flat=True)}


def _is_about(model: type[models.Model], keys: Iterable[int]) -> Q:
    kind = ContentType.objects.get_for_model(model)
    return Q(content_type=kind, object_id__in=[str(key) for key in keys])
