from __future__ import annotations

import pytest

from blog.services.importing import KINDS, Line, Report


def test_found_is_the_sum_of_all_outcomes() -> None:
    report = Report()
    report.found["posts"] += 4
    report.count("posts", "created", 2)
    report.fail("posts", "a.md", "Broken.")
    report.skip("b.md", "No post.")

    assert report.row("posts") == {
        "found": 4,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "skipped": 1,
        "failed": 1,
    }
    assert set(report.rows()) == set(KINDS)


def test_balance_that_does_not_come_out_is_an_error() -> None:
    report = Report()
    report.found["posts"] += 1

    with pytest.raises(AssertionError, match="posts: 1 found"):
        report.rows()


def test_merging_adds_everything() -> None:
    first, second = Report(), Report()
    for report in (first, second):
        report.found["images"] += 1
        report.fail("images", "a.md", "Missing.")
        report.warn("a.md", ["Look."])

    first.merge(second)

    assert first.row("images")["failed"] == 2
    assert first.failures == [Line("images", "a.md", "Missing.")] * 2
    assert first.warnings == [Line("posts", "a.md", "Look.")] * 2
