from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from common.api.error_codes import describe_class, registry
from common.exceptions import DomainError, NotFoundError
from common.management.commands.export_errors import DEFAULT_OUTPUT


def test_no_code_is_used_twice() -> None:
    counts = Counter(entry.code for entry in registry())

    assert [code for code, count in counts.items() if count > 1] == []


def test_every_code_is_well_formed_and_explained() -> None:
    for entry in registry():
        assert re.fullmatch(r"(COM|USR|AUT|BLG)[0-9]{4}", entry.code)
        assert 400 <= entry.status < 600
        assert entry.title
        assert entry.advice.endswith(".")
        assert "|" not in entry.title + entry.advice


def test_own_advice_of_an_error_wins_over_its_docstring() -> None:
    class AdvisedError(NotFoundError):
        """What developers read."""

        error_code = "COM9001"
        title = "Advised"
        advice = "What clients read."

    assert describe_class(AdvisedError).advice == "What clients read."


def test_error_of_no_kind_cannot_be_described() -> None:
    class LooseError(DomainError):
        error_code = "COM9002"
        title = "Loose"

    with pytest.raises(LookupError, match="LooseError"):
        describe_class(LooseError)


def test_page_lists_exactly_the_registered_codes(tmp_path: Path) -> None:
    page = tmp_path / "errors.md"

    call_command("export_errors", output=page)
    call_command("export_errors", output=page, check=True)

    codes = re.findall(r"^\| `(\w+)` \|", page.read_text(), re.MULTILINE)
    assert codes == [entry.code for entry in registry()]


def test_stored_page_is_up_to_date() -> None:
    call_command("export_errors", check=True)

    assert DEFAULT_OUTPUT.exists()


def test_check_fails_for_a_stale_or_missing_page(tmp_path: Path) -> None:
    page = tmp_path / "errors.md"

    with pytest.raises(CommandError, match="out of date"):
        call_command("export_errors", output=page, check=True)
