import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from common.text.exceptions import MarkdownTooComplexError
from common.text.markdown import MAX_SOURCE_BYTES, render_markdown
from common.text.metrics import count_words, make_excerpt
from common.text.slugs import make_slug

# Generous: each takes under 0.4 seconds on an ordinary machine, the defects took
# minutes.
MAX_SECONDS = 2.0
STATM = Path("/proc/self/statm")


def columns(count: int, rows: int) -> str:
    return "|" + "a|" * count + "\n|" + "-|" * count + "\n" + "|\n" * rows


HOSTILE = {
    "images": "![a](" * 10_000,
    "brackets": "[[](" * 5_000,
    "open brackets": "[" * 200_000,
    "nested links": "[a](b" * 40_000,
    "quotes": ">" * 200_000,
    "spaced quotes": "> " * 100_000,
    "lists": "- " * 100_000,
    "indented lists": "\n".join("  " * n + "- a" for n in range(440)),
    "emphasis": "*a _" * 50_000,
    "strong": "**a" * 60_000,
    "strikethrough": "~a" * 100_000,
    "backticks": "".join("`" * n + " " for n in range(630)),
    "wide table": columns(18_000, 1),
    "empty cells": columns(3_000, 60_000),
    "equal headings": "# abc\n" * 10_000,
    "colliding headings": "".join(f"# x-{n}\n" for n in range(1, 9_000))
    + "# x\n" * 9_000,
    "less-than": "<" * 100_000,
    "comments": "<!--" * 50_000,
    "instructions": "<?" * 100_000,
    "unclosed tag": '<a b="' * 30_000,
    "entities": "&#x41;" * 33_000,
    "autolinks": "www." * 50_000,
    "addresses": "a@" * 100_000,
    "references": "[a]" * 60_000 + "\n\n[a]: " + "x" * 1_000,
    "footnotes": "[^1]" * 40_000 + "\n\n[^1]: x",
    "many footnotes": "".join(f"[^{n}]" for n in range(9_000))
    + "\n\n"
    + "".join(f"[^{n}]: x\n\n" for n in range(8_000)),
    "unclosed divs": "<div>" * 40_000,
    "unclosed lists": "<ul><li>" * 25_000,
    "list items": "<dd><li>" * 25_000,
    "misnested": "<i></p>" * 28_000,
    "ends in comments": "<div><!-- </div> -->" * 10_000,
    "ends in attributes": "<div><i a='</div>'>" * 10_000,
    "ends in scripts": "<div><script><!--<script></script></div>--></script>" * 3_800,
    "ends in cells": "<div><table><td></div></table>" * 6_600,
    "styles in svg": "<svg>" * 200 + "<td><style><form>" * 11_000,
    "cells in math": "`<math>" + "<tbody><td></pre>" * 11_000,
    "columns in math": "<font><math>" + "<col> </s>" * 18_000,
    "attributes": "<a " + " ".join(f"a{n}" for n in range(30_000)) + ">",
    "reopened formatting": "<p>"
    + "".join(f"<b a={n}>" for n in range(800))
    + "<p>x" * 40_000,
}


def seconds(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markdown_takes_bounded_time(name: str) -> None:
    def render_or_refuse() -> None:
        try:
            render_markdown(HOSTILE[name][:MAX_SOURCE_BYTES])
        except MarkdownTooComplexError:
            return

    assert seconds(render_or_refuse) < MAX_SECONDS


@pytest.mark.parametrize(
    "source",
    [
        "> " * 100 + "deep",
        "\n".join("  " * level + "- item" for level in range(50)),
        columns(9_000, 1) + "|x|y|\n",
        "Vec<u8> and Option<T> are types.\n\n" * 500,
        "# Heading\n\nText with *some* **marks** and `code`.\n\n- a\n- b\n\n" * 3_000,
        "<details><summary>s</summary>\n\ntext\n\n</details>\n\n" * 3_000,
    ],
)
def test_large_but_honest_documents_are_rendered(source: str) -> None:
    assert render_markdown(source[:MAX_SOURCE_BYTES]).word_count > 0


@pytest.mark.parametrize(
    "text", ["a-" * 50_000, "'" * 100_000, "a'" * 50_000, "世" * 100_000]
)
def test_measuring_long_texts_takes_bounded_time(text: str) -> None:
    assert (
        seconds(lambda: (count_words(text), make_excerpt(text), make_slug(text)))
        < MAX_SECONDS
    )


@pytest.mark.parametrize("unit", ["\u0301", "\u200d", "\U0001f1e6", "\U0001f468\u200d"])
def test_endless_graphemes_take_bounded_time(unit: str) -> None:
    text = "a" + unit * 50_000

    assert seconds(lambda: (make_excerpt(text), make_slug(text))) < MAX_SECONDS


@pytest.mark.skipif(not STATM.exists(), reason="Reads the process size from /proc.")
def test_rendering_gives_its_memory_back() -> None:
    def resident_bytes() -> int:
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    source = "A *word* and [a link](https://example.org).\n\n- item\n\n" * 500
    for _ in range(10):
        render_markdown(source)
    before = resident_bytes()
    for _ in range(50):
        render_markdown(source)

    # Without freeing the syntax trees this grows by about 60 MB.
    assert resident_bytes() - before < 20_000_000
