from __future__ import annotations

import io
import json
import os
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from freezegun import freeze_time

from blog.constants import PostState
from blog.management.commands.import_markdown import SOURCE_MAX_LENGTH, source_of
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


def sources() -> set[str]:
    return set(ImportRecord.objects.values_list("source", flat=True))


def test_source_is_the_whole_path_of_the_directory(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(site)

    run(".")

    assert sources() == {source_of(site)}
    assert run_json(site / ".." / "site")[1]["kinds"]["posts"]["unchanged"] == 3


def test_given_source_names_a_directory_wherever_it_lies(site: Path) -> None:
    run(site, "--source", "given")

    _status, report = run_json(site.rename(site.parent / "moved"), "--source", "given")

    assert sources() == {"given"}
    assert report["kinds"]["posts"]["unchanged"] == 3


def test_second_folder_of_one_name_overwrites_nothing(tmp_path: Path) -> None:
    for number in (1, 2):
        folder = tmp_path / f"site{number}" / "content"
        folder.mkdir(parents=True)
        (folder / "a.md").write_text(POST.format(f"of-{number}"))

        status, _output = run(folder)

        assert status == 0
    assert set(Post.objects.values_list("title", flat=True)) == {"of-1", "of-2"}


def test_second_folder_with_the_same_permalinks_fails_and_names_the_first(
    site: Path,
) -> None:
    run(site)
    copy = site.parent / "copy"
    shutil.copytree(site, copy)

    status, report = run_json(copy)

    assert status == 1
    assert report["kinds"]["posts"]["failed"] == 3
    assert (
        f"already leads to a.md of “{source_of(site)}”"
        in (report["failures"][0]["reason"])
    )


def test_path_too_long_to_be_remembered_is_cut_but_stays_its_own() -> None:
    long = "x" * 150
    paths = [Path(f"/{top}/{long}/content") for top in "ab"]

    names = {source_of(path) for path in paths}

    assert len(names) == 2
    for name in names:
        assert len(name) == SOURCE_MAX_LENGTH
        assert "xx/content " in name
    assert source_of(Path("/srv/content")) == "/srv/content"
    assert len(source_of(Path("/" + "x" * 99))) == SOURCE_MAX_LENGTH
    assert source_of(Path("/" + "x" * 99)) == "/" + "x" * 99


def test_path_that_cannot_be_printed_is_remembered_by_what_can(tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff\n"))
    folder.mkdir()
    (folder / "a.md").write_text(POST.format("a"))

    status, _output = run(folder)

    assert status == 0
    assert "/odd?? " in sources().pop()


@pytest.mark.parametrize("format_", [[], ["--json"]])
def test_reader_that_leaves_early_ends_it_quietly(
    site: Path, format_: list[str]
) -> None:
    reader, writer = os.pipe()
    os.close(reader)

    with os.fdopen(writer, "w") as output, pytest.raises(SystemExit) as end:
        call_command("import_markdown", str(site), *format_, stdout=output)

    assert end.value.code == 141
    assert Post.objects.count() == 3


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
