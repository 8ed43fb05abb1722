from __future__ import annotations

import io
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from freezegun import freeze_time

from blog.constants import PostState
from blog.models import ImportRecord, Post
from blog.services.importing.document import read_document

pytestmark = pytest.mark.django_db
POST = '+++\ntitle = "{0}"\npath = "2020/01/02/{0}"\nauthors = ["Ada"]\n+++\nText.\n'


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    root.mkdir()
    for name in "abc":
        (root / f"{name}.md").write_text(POST.format(name))
    return root


def run(*args: str | Path) -> tuple[int, str]:
    output = io.StringIO()
    try:
        call_command("import_markdown", *map(str, args), stdout=output)
    except SystemExit as end:
        return int(str(end.code)), output.getvalue()
    return 0, output.getvalue()


def run_json(*args: str | Path) -> tuple[int, dict[str, Any]]:
    status, output = run(*args, "--json")
    return status, json.loads(output)


def test_clean_import_ends_with_status_0_and_a_balance(site: Path) -> None:
    status, output = run(site)

    assert status == 0
    assert "posts a second" in output
    (line,) = [line for line in output.splitlines() if "posts " in line and "│" in line]
    cells = line.replace("│", " ").split()
    assert cells == ["posts", "3", "3", "0", "0", "0", "0"]


def test_json_report_holds_the_whole_balance(site: Path) -> None:
    (site / "_index.md").write_text("+++\n+++\n")
    (site / "d.md").write_text("+++\n")

    status, report = run_json(site)

    assert status == 1
    assert report["dry_run"] is False
    assert set(report["kinds"]) == {"posts", "authors", "tags", "images", "redirects"}
    for row in report["kinds"].values():
        assert row["found"] == sum(row.values()) - row["found"]
    assert report["kinds"]["posts"]["skipped"] == 1
    assert report["failures"] == [
        {
            "kind": "posts",
            "file": "d.md",
            "reason": "The front matter has no closing “+++” line.",
        }
    ]
    assert [line["file"] for line in report["skipped"]] == ["_index.md"]
    assert report["warnings"] == []
    assert report["seconds"] >= 0
    assert report["posts_per_second"] > 0


def test_failures_and_skipped_files_are_listed_for_people(site: Path) -> None:
    (site / "_index.md").write_text("+++\n+++\n")
    (site / "a.md").write_text(POST.format("a") + "![x](gone.png) [l](@/gone.md)")

    status, output = run(site)

    assert status == 1
    assert "images: a.md: gone.png: The file is missing." in output
    assert "posts: _index.md: A section's page, not a post." in output
    assert "The internal link @/gone.md leads nowhere." in output


def test_second_run_reports_no_change(site: Path) -> None:
    run(site)

    status, report = run_json(site)

    assert status == 0
    assert report["kinds"]["posts"]["unchanged"] == 3


def test_dry_run_stores_nothing_and_says_so(site: Path) -> None:
    status, output = run(site, "--dry-run")

    assert status == 0
    assert "nothing has been stored" in output
    assert not Post.objects.exists()
    assert run_json(site, "--dry-run")[1]["dry_run"] is True


def test_source_is_the_name_of_the_directory_unless_given(site: Path) -> None:
    run(site / "..", "--source", "given")
    run(site / ".." / "site")

    sources = set(ImportRecord.objects.values_list("source", flat=True))
    assert sources == {"given"}
    Post.objects.all().delete()
    run(site)
    assert ImportRecord.objects.values_list("source", flat=True).distinct().get() == (
        "site"
    )


def test_given_author_signs_what_names_none(site: Path) -> None:
    (site / "2020-01-02-d.md").write_text("# D\n")

    status, _report = run_json(site, "--author", " Desk ")

    assert status == 0
    assert Post.objects.get(slug="d").authors.get().name == "Desk"


@freeze_time("2019-06-01")
def test_post_after_today_is_scheduled(site: Path) -> None:
    run(site)

    assert set(Post.objects.values_list("state", flat=True)) == {PostState.SCHEDULED}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["{root}/gone"], "There is no directory"),
        (["{root}/site/a.md"], "is not a directory"),
        (["{root}/empty"], "There is no Markdown file"),
        (["{root}/site", "--batch-size", "0"], "at least 1"),
        (["{root}/site", "--source", "x" * 101], "1 to 100"),
        (["{root}/site", "--source", "a\nb"], "1 to 100"),
        (["{root}/site", "--author", "x" * 101], "at most 100"),
        (["{root}/site", "--author", "a\nb"], "at most 100"),
    ],
)
def test_wrong_arguments_are_refused_in_a_sentence(
    site: Path, tmp_path: Path, arguments: list[str], reason: str
) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(CommandError, match=reason):
        run(*[argument.format(root=tmp_path) for argument in arguments])

    assert not Post.objects.exists()


def test_interrupt_ends_after_the_batch_with_status_130(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = signal.getsignal(signal.SIGINT)

    def interrupt(*args: Any, **kwargs: Any) -> object:
        if signal.getsignal(signal.SIGINT) is not before:
            os.kill(os.getpid(), signal.SIGINT)
        return read_document(*args, **kwargs)

    monkeypatch.setattr("blog.services.importing.run.read_document", interrupt)

    status, output = run(site, "--batch-size", "1")

    assert status == 130
    assert "Interrupted: run it again" in output
    assert Post.objects.count() == 1
    assert signal.getsignal(signal.SIGINT) is before


def test_interrupted_import_is_finished_by_the_next(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("threading.Event.is_set", lambda _event: True)
        status, report = run_json(site)

    assert status == 130
    assert report["interrupted"] is True
    assert report["kinds"]["posts"]["found"] == 0
    assert run(site)[0] == 0
    assert Post.objects.count() == 3
