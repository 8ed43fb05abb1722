import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from common.admin import KeyValueStoreAdmin, LogEntryAdmin
from common.models import KeyValueStore

pytestmark = pytest.mark.django_db


def test_columns_nobody_edits_are_read_only(rf: RequestFactory) -> None:
    page = KeyValueStoreAdmin(KeyValueStore, admin.site)

    assert page.get_readonly_fields(rf.get("/")) == ["created_at", "updated_at"]


def test_the_key_of_a_stored_value_can_not_be_changed(rf: RequestFactory) -> None:
    page = KeyValueStoreAdmin(KeyValueStore, admin.site)
    row = KeyValueStore.objects.create(key="site")

    assert "key" in page.get_readonly_fields(rf.get("/"), row)


def test_not_even_a_superuser_changes_the_history(rf: RequestFactory) -> None:
    page = LogEntryAdmin(LogEntry, admin.site)
    request = rf.get("/")
    request.user = get_user_model().objects.create_superuser("a@example.org", "x")

    assert page.has_view_permission(request)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)


def test_others_do_not_see_the_history(rf: RequestFactory) -> None:
    page = LogEntryAdmin(LogEntry, admin.site)
    request = rf.get("/")
    request.user = AnonymousUser()

    assert not page.has_view_permission(request)
