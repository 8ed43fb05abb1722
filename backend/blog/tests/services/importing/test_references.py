from __future__ import annotations

import pytest

from blog.services.importing.references import find_references, path_of, rewrite


def rewritten(source: str) -> str:
    references = find_references(source).found
    return rewrite(source, dict.fromkeys(references, "NEW"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("![a](x.png)", "![a](NEW)"),
        ('![a](  ./x.png  "Title")', '![a](  NEW  "Title")'),
        ("![a](<my x.png>)", "![a](<NEW>)"),
        ("![a](x\\_y.png)", "![a](NEW)"),
        ("![a](x(1).png)", "![a](NEW)"),
        ("![a](x.png?raw=1#f)", "![a](NEW)"),
        ("![a][b]\n\n[b]: x.png\n", "![a][b]\n\n[b]: NEW\n"),
        ("![b]\r\n\r\n[b]: <x.png> 'T'\r\n", "![b]\r\n\r\n[b]: <NEW> 'T'\r\n"),
        ('<img alt="a" src="x.png">', '<img alt="a" src="NEW">'),
        ("<IMG SRC = 'x.png'/>", "<IMG SRC = 'NEW'/>"),
        ("<img src=x.png>", "<img src=NEW>"),
        ("[![a](s.png)](big.png)", "[![a](NEW)](NEW)"),
        ("![a](x.png) ![b](x.png)", "![a](NEW) ![b](NEW)"),
        ("- ![a](x.png)\n  - > ![b](y.png)", "- ![a](NEW)\n  - > ![b](NEW)"),
        ("[a](@/posts/b.md#c)", "[a](NEW)"),
        ("![ä](ü.png) 語", "![ä](NEW) 語"),
    ],
)
def test_local_references_are_found_where_they_are_written(
    source: str, expected: str
) -> None:
    assert rewritten(source) == expected


@pytest.mark.parametrize(
    "source",
    [
        "`![a](x.png)`",
        "``` \n![a](x.png)\n```\n",
        "    ![a](x.png)\n",
        "!\\[a](x.png)",
        "<!-- ![a](x.png) <img src='x.png'> -->",
        "<pre><code>&lt;img src='x.png'&gt;</code></pre>",
        "![a](https://host.test/x.png)",
        "![a](//host.test/x.png)",
        "![a](data:image/png;base64,AAAA)",
        "![a](#part) [a](other.md) [b](file.zip)",
        "![a][b]\n\n[c]: x.png\n",
        "[^1]: ![oops\n",
        "`[a](@/posts/b.md)`",
    ],
)
def test_what_shows_no_local_image_is_left_alone(source: str) -> None:
    assert rewritten(source) == source


def test_the_same_url_in_code_and_in_text_is_told_apart() -> None:
    source = "`![a](x.png)` ![a](x.png)\n\n```\n![a](x.png)\n```\n"

    assert rewritten(source) == "`![a](x.png)` ![a](NEW)\n\n```\n![a](x.png)\n```\n"


def test_image_in_a_footnote_is_found() -> None:
    assert rewritten("a[^1]\n\n[^1]: ![b](x.png)\n") == "a[^1]\n\n[^1]: ![b](NEW)\n"


def test_image_written_in_an_unknown_way_is_named() -> None:
    references = find_references('<img alt=">" src\n="x&#46;png">\n\n<img src="y.png">')

    places = {reference.url for reference in references.found}
    assert places | set(references.unplaced) == {"x.png", "y.png"}


def test_url_is_unescaped() -> None:
    references = find_references('<img src="a&amp;b%20c.png?x=1">').found

    assert [reference.url for reference in references] == ["a&b%20c.png?x=1"]
    assert path_of(references[0].url) == "a&b c.png"


@pytest.mark.parametrize("unit", ["[", "](", "![a](", "src=", "[a]: ", "<img src='"])
def test_hostile_sources_take_no_time(unit: str) -> None:
    source = "![a](x.png)\n\n" + unit * (150_000 // len(unit))

    find_references(source)
