from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from common.flags import find_shape_errors, get_current_config, is_enabled
from common.models import KeyValueStore


@pytest.mark.django_db
class TestReading:
    def test_a_stored_value_is_returned(self) -> None:
        KeyValueStore.objects.create(key="site", value={"title": "Ours"})

        assert get_current_config("site") == {"title": "Ours"}

    def test_a_missing_value_is_an_empty_object(self) -> None:
        assert get_current_config("site") == {}

    def test_reading_takes_one_query(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(1):
            get_current_config("site")

    def test_a_missing_flag_is_off_unless_the_caller_says_otherwise(self) -> None:
        assert is_enabled("comments") is False
        assert is_enabled("comments", default=True) is True

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (True, True),
            ({"enabled": True}, True),
            (False, False),
            ({"enabled": False}, False),
            ({}, False),
            ("false", False),
            ("true", False),
            (1, False),
        ],
    )
    def test_only_true_switches_on(self, value: Any, expected: bool) -> None:
        KeyValueStore.objects.create(key="comments", value=value)

        assert is_enabled("comments") is expected
        assert is_enabled("comments", default=True) is expected

    def test_a_change_acts_at_once(self) -> None:
        row = KeyValueStore.objects.create(key="comments", value=True)
        assert is_enabled("comments")

        row.value = False
        row.save()

        assert not is_enabled("comments")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("comments", True),
        ("comments", {"enabled": False, "note": "for now"}),
        ("anything", [1, "two"]),
        ("site", {}),
        (
            "site",
            {
                "title": "Ours",
                "description": "",
                "language": "en",
                "navigation": [
                    {"title": "Home", "url": "/"},
                    {"title": "Code", "url": "https://example.org"},
                ],
            },
        ),
    ],
)
def test_usable_values_have_no_errors(key: str, value: Any) -> None:
    assert find_shape_errors(key, value) == []


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("comments", {"enabled": "false"}, "enabled"),
        ("site", ["Ours"], "object"),
        ("site", {"title": 5}, "title"),
        ("site", {"titel": "Ours"}, "titel"),
        ("site", {"navigation": {}}, "navigation"),
        ("site", {"navigation": ["/"]}, "Entry 1"),
        ("site", {"navigation": [{"title": "Home"}]}, "Entry 1"),
        ("site", {"navigation": [{"title": "", "url": "/"}]}, "Entry 1"),
        ("site", {"navigation": [{"title": "x", "url": "javascript:x"}]}, "Entry 1"),
    ],
)
def test_the_error_of_an_unusable_value_names_the_place(
    key: str, value: Any, named: str
) -> None:
    (error,) = find_shape_errors(key, value)

    assert named in error
