from __future__ import annotations

import pytest

from blog.services.importing.front_matter import split_front_matter
from blog.services.importing.problems import FileRefusedError


@pytest.mark.parametrize(
    ("text", "syntax"),
    [
        ("---\ntitle: One\n---\n\n Body\n", "yaml"),
        ("---\ntitle: One\n...\n\n Body\n", "yaml"),
        ("--- \r\ntitle: One\r\n---\t\r\n\n Body\n", "yaml"),
        ('+++\ntitle = "One"\n+++\n\n Body\n', "toml"),
        ('+++\r\ntitle = "One"\r\n+++\r\n\n Body\n', "toml"),
        ('{\n  "title": "One"\n}\n\n Body\n', "json"),
        ('{"title": "One"} \r\n\n Body\n', "json"),
        ("\ufeff---\ntitle: One\n---\n\n Body\n", "yaml"),
    ],
)
def test_front_matter_is_split_off_and_the_body_kept(text: str, syntax: str) -> None:
    source = split_front_matter(text)

    assert source.fields == {"title": "One"}
    assert source.body == "\n Body\n"
    assert source.syntax == syntax


def test_file_without_front_matter_is_all_body() -> None:
    source = split_front_matter("# Heading\n\n---\n\nMore\n")

    assert source.fields == {}
    assert source.body == "# Heading\n\n---\n\nMore\n"
    assert source.syntax == ""


def test_delimiters_inside_the_body_stay_there() -> None:
    assert split_front_matter("---\na: 1\n---\nx\n---\ny\n").body == "x\n---\ny\n"


def test_empty_front_matter_has_no_fields() -> None:
    assert split_front_matter("---\n---\nBody").fields == {}


def test_closing_delimiter_may_end_the_file() -> None:
    assert split_front_matter("+++\na = 1\n+++").body == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: One\ntags: [a\n---\n", "not valid YAML"),
        ("---\na: 1\nb: 'x\n---\n", "line"),
        ("---\ndate: 2020-02-30\n---\n", "day is out of range"),
        ("---\na: !!python/object:os.system x\n---\n", "not valid YAML"),
        ('+++\ntitle = "One"\ntags = [\n+++\n', "not valid TOML"),
        ('+++\ntitle = "One"\nx = = 1\n+++\n', "line 3"),
        ('{\n  "title": "One",\n  oops\n}\n', "line 3"),
        ('{"title": "One"} text\n', "after the closing brace"),
        ("{" + '"a":{' * 20_000 + "\n", "not valid JSON"),
        ("---\n" + "[" * 20_000 + "\n---\n", "more than 100 levels"),
        ("---\n" + "[" * 90_000 + "]" * 90_000 + "\n---\n", "more than 100 levels"),
        ("---\n" + "- " * 90_000 + "x\n---\n", "more than 100 levels"),
    ],
)
def test_malformed_front_matter_is_refused(text: str, reason: str) -> None:
    with pytest.raises(FileRefusedError, match=reason):
        split_front_matter(text)


def test_line_of_a_yaml_fault_is_counted_from_the_start_of_the_file() -> None:
    with pytest.raises(FileRefusedError, match="line 3"):
        split_front_matter("---\ntitle: One\nb: x: y\n---\n")


@pytest.mark.parametrize("delimiter", ["---", "+++"])
def test_front_matter_that_is_not_closed_is_refused(delimiter: str) -> None:
    with pytest.raises(FileRefusedError, match="no closing"):
        split_front_matter(f"{delimiter}\ntitle = 1\n\nText\n")


@pytest.mark.parametrize("text", ["---\n- a\n- b\n---\n", "---\njust text\n---\n"])
def test_front_matter_that_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(FileRefusedError, match="not a list of named fields"):
        split_front_matter(text)
