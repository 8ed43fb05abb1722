import pytest
from django.contrib import admin

from common.admin.key_value_store import KeyValueStoreForm
from common.models import KeyValueStore

pytestmark = pytest.mark.django_db


def test_a_value_is_stored_as_json() -> None:
    form = KeyValueStoreForm({"key": "site", "value": '{"title": "Ours"}'})

    assert form.is_valid(), form.errors
    assert form.save().value == {"title": "Ours"}


@pytest.mark.parametrize(("text", "value"), [("false", False), ("0", 0), ("", {})])
def test_values_that_look_blank_are_kept(text: str, value: object) -> None:
    form = KeyValueStoreForm({"key": "comments", "value": text})

    assert form.is_valid(), form.errors
    form.save()
    assert KeyValueStore.objects.get(key="comments").value == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{title: Ours}", "Enter a valid JSON."),
        ('{"title": 5}', '"title" must be a text.'),
    ],
)
def test_an_unusable_value_is_refused_with_a_reason(text: str, message: str) -> None:
    form = KeyValueStoreForm({"key": "site", "value": text})

    assert not form.is_valid()
    assert form.errors["value"] == [message]


@pytest.mark.parametrize("text", [r'{"a": "\u0000"}', r'"\ud800"'])
def test_a_value_nobody_can_store_is_refused_and_shown_as_typed(text: str) -> None:
    form = KeyValueStoreForm({"key": "other", "value": text})

    assert not form.is_valid()
    assert "NUL" in form.errors["value"][0]
    assert "\\u" in form.as_p()
    assert form.as_p().encode()


def test_the_table_is_in_the_admin() -> None:
    assert admin.site.is_registered(KeyValueStore)
