import pytest

from common.tests.text.parsing import tags
from common.text.exceptions import InvalidTextError, MarkdownTooLargeError
from common.text.markdown import render_markdown


def test_tables_keep_their_alignment() -> None:
    html = render_markdown("| a | b | c |\n|:--|:-:|--:|\n| 1 | 2 | 3 |\n").html

    assert [cell["align"] for cell in tags(html, "td")] == ["left", "center", "right"]


def test_footnotes_link_to_their_text_and_back() -> None:
    html = render_markdown(
        "One[^a] and two[^größe].\n\n[^a]: First\n[^größe]: Second\n"
    ).html

    links = tags(html, "a")
    definitions = [item["id"] for item in tags(html, "li")]
    assert [link["href"] for link in links[:2]] == [f"#{id_}" for id_ in definitions]
    assert [link["href"] for link in links[2:]] == [
        f"#{link['id']}" for link in links[:2]
    ]
    assert all(id_.startswith("content-fn-") for id_ in definitions)


def test_task_lists_keep_disabled_checkboxes() -> None:
    html = render_markdown("- [x] done\n- [ ] open\n").html

    assert tags(html, "input") == [
        {"type": "checkbox", "checked": "", "disabled": ""},
        {"type": "checkbox", "disabled": ""},
    ]


@pytest.mark.parametrize("language", ["python", "c++", "c#", "objective-c", "asp.net"])
def test_fenced_code_keeps_its_language_as_a_class(language: str) -> None:
    html = render_markdown(f"```{language} ignored words\nx < 1\n```\n").html

    assert html == f'<pre><code class="language-{language}">x &lt; 1\n</code></pre>\n'


def test_strikethrough_and_autolinks_are_rendered() -> None:
    html = render_markdown("~~old~~ www.example.org").html

    assert "<del>old</del>" in html
    assert tags(html, "a")[0]["href"] == "http://www.example.org"


def test_useful_raw_html_survives() -> None:
    source = (
        '<figure><img src="a.png" alt="A" title="T" width="4" height="3">'
        "<figcaption>c</figcaption></figure>"
        "<details open><summary>s</summary>d</details><dl><dt>t</dt><dd>d</dd></dl>"
        "<p><sup>1</sup><sub>2</sub><kbd>K</kbd><mark>m</mark>"
        '<ins>i</ins><abbr title="x">y</abbr>'
    )
    html = render_markdown(source).html

    names = "figure figcaption details summary dl dt dd sup sub kbd mark ins abbr"
    assert [name for name in names.split() if not tags(html, name)] == []
    assert tags(html, "img") == [
        {
            "src": "a.png",
            "alt": "A",
            "title": "T",
            "width": "4",
            "height": "3",
            "loading": "lazy",
        }
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a?b=1&c=2",
        "HTTP://EXAMPLE.ORG",
        "//example.org",
        "/\\example.org",
    ],
)
def test_external_links_hide_the_referrer_and_the_opener(url: str) -> None:
    html = render_markdown(f'<a href="{url}" rel="opener" target="_blank">x</a>').html

    assert tags(html, "a") == [{"href": url, "rel": "noopener noreferrer"}]


@pytest.mark.parametrize(
    "url", ["/a", "a/b", "#top", "?page=2", "mailto:a@example.org"]
)
def test_other_links_carry_no_rel(url: str) -> None:
    assert tags(render_markdown(f"[x]({url})").html, "a") == [{"href": url}]


def test_headings_get_prefixed_ids_in_their_own_script() -> None:
    rendered = render_markdown("# Über *C++* & Rust 1.0\n\n## 世界\n\n###### ???\n")

    assert rendered.table_of_contents == [
        {"id": "content-über-c-rust-1-0", "title": "Über C++ & Rust 1.0", "level": 1},
        {"id": "content-世界", "title": "世界", "level": 2},
        {"id": "content-section", "title": "???", "level": 6},
    ]
    assert [tags(rendered.html, f"h{n}")[0]["id"] for n in (1, 2, 6)] == [
        entry["id"] for entry in rendered.table_of_contents
    ]


def test_equal_headings_are_numbered_and_never_collide() -> None:
    contents = render_markdown("# a\n# a-1\n# a\n# a\n").table_of_contents

    assert [entry["id"] for entry in contents] == [
        "content-a",
        "content-a-1",
        "content-a-2",
        "content-a-3",
    ]


def test_a_heading_cannot_take_the_id_of_a_footnote() -> None:
    rendered = render_markdown("# fn 1\n\nText[^1]\n\n[^1]: Note\n")

    assert tags(rendered.html, "h1") == [{"id": "content-fn-1-1"}]
    assert tags(rendered.html, "li") == [{"id": "content-fn-1"}]


def test_a_safe_id_of_the_author_is_kept_with_the_prefix() -> None:
    html = render_markdown(
        '<h2 id="mine">A</h2>\n<h2 id="a b">B</h2>\n<h2 id="mine">C</h2>'
    ).html

    assert [h["id"] for h in tags(html, "h2")] == [
        "content-mine",
        "content-b",
        "content-c",
    ]


@pytest.mark.parametrize("fragment", ["my-größe", "my-gr%C3%B6%C3%9Fe", "My-Größe"])
def test_links_within_the_document_reach_the_prefixed_heading(fragment: str) -> None:
    html = render_markdown(f"[x](#{fragment})\n\n# My Größe\n").html

    assert tags(html, "a") == [{"href": "#content-my-größe"}]


def test_links_to_unknown_fragments_stay_as_they_are() -> None:
    assert tags(render_markdown("[x](#nowhere)\n\n# Here\n").html, "a") == [
        {"href": "#nowhere"}
    ]


def test_an_id_with_a_backslash_is_no_trouble() -> None:
    html = render_markdown('<a id="fn-\\1">x</a> <a href="#fn-\\1">y</a>').html

    assert [link.get("href") for link in tags(html, "a")] == [None, "#content-fn-\\1"]


def test_heading_levels_stay_as_written() -> None:
    contents = render_markdown("### c\n# a\n").table_of_contents

    assert [entry["level"] for entry in contents] == [3, 1]


def test_images_and_links_are_listed_once_in_order() -> None:
    rendered = render_markdown(
        "![a](/b.png?x=1&y=2) ![c](https://e.org/d.png) ![a](/b.png?x=1&y=2) "
        "[l](https://e.org/) [m](/local) [n](https://e.org/)"
    )

    assert rendered.image_urls == ("/b.png?x=1&y=2", "https://e.org/d.png")
    assert rendered.links == ("https://e.org/",)


def test_plain_text_reads_like_the_page() -> None:
    source = (
        "# Title\n\nSome  *long*\ntext[^1] &amp; &lt;more&gt;  \nnext line\n\n"
        "- one\n- two\n\n| a | b |\n|---|---|\n| c | d |\n\n"
        "```\nif x:\n    y\n```\n\n[^1]: Note\n"
    )
    assert render_markdown(source).text.split("\n") == [
        "Title",
        "Some long text & <more>",
        "next line",
        "one",
        "two",
        "a b",
        "c d",
        "if x:",
        "    y",
        "Note",
    ]


def test_the_excerpt_is_taken_from_paragraphs_only() -> None:
    source = (
        "# Title\n\n![picture](a.png)\n\n```\ncode\n```\n\n| a |\n|---|\n| b |\n\n"
        "First[^1] paragraph.\n\n## Next\n\nSecond one.\n\n[^1]: Note\n"
    )
    assert render_markdown(source).excerpt == "First paragraph. Second one."


@pytest.mark.parametrize(
    ("source", "excerpt"), [("# Only\n", "Only"), ("- a\n- b", "a b"), ("", "")]
)
def test_the_excerpt_falls_back_to_any_text(source: str, excerpt: str) -> None:
    assert render_markdown(source).excerpt == excerpt


def test_words_and_minutes_are_those_of_the_text() -> None:
    rendered = render_markdown("**word** " * 500)

    assert (rendered.word_count, rendered.reading_minutes) == (500, 3)


def test_the_size_limit_counts_bytes_and_says_what_to_do() -> None:
    assert render_markdown("ü" * 50, max_bytes=100).text == "ü" * 50
    with pytest.raises(
        MarkdownTooLargeError, match="has 102 bytes; at most 100"
    ) as caught:
        render_markdown("ü" * 51, max_bytes=100)
    assert (caught.value.size, caught.value.limit) == (102, 100)
    with pytest.raises(MarkdownTooLargeError, match="at most 200,000 are allowed"):
        render_markdown("a" * 200_001)


@pytest.mark.parametrize("code_point", [0, 0xD800, 0xDFFF])
def test_characters_that_cannot_be_stored_are_refused(code_point: int) -> None:
    with pytest.raises(InvalidTextError, match="at character 4") as caught:
        render_markdown(f"abc{chr(code_point)}def")
    assert caught.value.position == 3


def test_a_footnote_label_with_a_line_break_does_not_crash() -> None:
    assert render_markdown("[^j\u2026[\u2026]\nTb}%\u2026]").html.startswith("<p>")
