import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.tests.text.parsing import parse, tags
from common.tests.text.vectors import URLS, all_vectors
from common.text.exceptions import MarkdownTooComplexError
from common.text.markdown import RenderedMarkdown, render_markdown


def names(text: str) -> set[str]:
    return set(text.split())


# Written out here on purpose: the test must not learn what is allowed from the code.
ALLOWED_TAGS = names(
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark ol p pre q s "
    "samp section small span strong sub summary sup table tbody td tfoot th thead tr "
    "u ul var"
)
ALLOWED_ATTRIBUTES = names(
    "a.href a.title a.rel a.aria-label a.data-footnote-ref a.data-footnote-backref "
    "abbr.title code.class details.open img.src img.alt img.title img.width "
    "img.height img.loading input.type input.checked input.disabled ol.start "
    "section.data-footnotes td.align td.colspan td.rowspan th.align th.colspan "
    "th.rowspan th.scope"
)
TAGS_WITH_ID = names("a div dt figure h1 h2 h3 h4 h5 h6 li section span")
SAFE_SCHEMES = {"http", "https", "mailto"}
VECTORS = sorted(set(all_vectors()))


def scheme_of(url: str) -> str | None:
    """The scheme as a browser finds it: control characters and line breaks ignored."""
    url = re.sub(r"[\t\n\r]", "", url).lstrip("".join(map(chr, range(0x21))))
    match = re.match(r"([^/?#:]*):", url)
    return match[1].lower() if match else None


def assert_attribute_safe(tag: str, name: str, value: str) -> None:
    if name == "id":
        assert tag in TAGS_WITH_ID
        assert value.startswith("content-")
    else:
        assert f"{tag}.{name}" in ALLOWED_ATTRIBUTES
    if name in ("href", "src"):
        assert scheme_of(value) in {None, *SAFE_SCHEMES}
    if name == "class":
        assert re.fullmatch(r"language-[\w+#.-]+", value)


def assert_safe(rendered: RenderedMarkdown) -> None:
    parsed = parse(rendered.html)
    assert parsed.other == []
    for tag, attributes in parsed.tags:
        assert tag in ALLOWED_TAGS
        for name, value in attributes.items():
            assert_attribute_safe(tag, name, value)
        if tag == "input":
            assert attributes["type"] == "checkbox"
            assert "disabled" in attributes
    for entry in rendered.table_of_contents:
        assert re.fullmatch(r"[\w:.%-]+", entry["id"])
    for url in (*rendered.image_urls, *rendered.links):
        assert scheme_of(url) in {None, "http", "https"}


def test_the_corpus_has_well_over_three_hundred_vectors() -> None:
    assert len(VECTORS) > 1000


@pytest.mark.parametrize("start", range(0, len(VECTORS), 100))
def test_no_vector_survives_alone(start: int) -> None:
    for vector in VECTORS[start : start + 100]:
        assert_safe(render_markdown(vector))


def test_no_vector_survives_among_others() -> None:
    for first, second in zip(VECTORS, VECTORS[7:], strict=False):
        assert_safe(render_markdown(f"{first}\n\n{second} {first}"))


@pytest.mark.parametrize("url", URLS)
def test_unsafe_urls_are_removed_and_the_link_text_stays(url: str) -> None:
    rendered = render_markdown(
        f'<a href="{url}">label</a> <img src="{url}" alt="picture">'
    )

    assert tags(rendered.html, "a") == [{}]
    assert tags(rendered.html, "img") == [{"alt": "picture", "loading": "lazy"}]
    assert rendered.text == "label"


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *"<>\"'=`/&;:#[]()!*_~|^\\-\n\t ax1",
                *("<a ", "<img ", "<svg>", "<h1", " id=", "href=", "onclick=", "<!--"),
                *("javascript:", "-->", "<style>", "</", "&lt;", "&#x3c;", "[^1]"),
                "](",
                *("<input ", "type=", "checkbox", "```", "[x]: ", "<p title="),
            ]
        ),
        max_size=40,
    )
)
def test_no_mixture_of_fragments_survives(pieces: list[str]) -> None:
    assert_safe(render_markdown("".join(pieces)))


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_text_can_be_rendered(source: str) -> None:
    assert_safe(render_markdown(source))
    assert render_markdown(source) == render_markdown(source)


def test_the_content_of_scripts_and_styles_is_not_shown() -> None:
    rendered = render_markdown("a <script>steal()</script> b <style>p{}</style> c")

    assert rendered.text == "a b c"


def test_inputs_other_than_checkboxes_vanish() -> None:
    rendered = render_markdown(
        "<input type=text> <input> <input type=submit> "
        "<input type=CHECKBOX name=n value=v checked>"
    )

    assert tags(rendered.html, "input") == [
        {"type": "checkbox", "checked": "", "disabled": ""}
    ]


def test_text_in_headings_is_escaped_once() -> None:
    rendered = render_markdown('# `<b>` & "q" &lt;i&gt;\n')

    assert rendered.table_of_contents[0]["title"] == '<b> & "q" <i>'
    assert "<b>" not in rendered.html
    assert unescape(rendered.html).count("<b>") == 1


def test_a_tag_with_thousands_of_attributes_is_refused() -> None:
    attributes = " ".join(f"a{number}" for number in range(30_000))

    with pytest.raises(MarkdownTooComplexError, match="too many attributes"):
        render_markdown(f"<a {attributes}>")


@pytest.mark.parametrize(
    "unit", ["<div>", "> ", "<em><div>", "<ul><li>", "<div><!-- </div> -->"]
)
def test_hostile_nesting_is_refused_instead_of_parsed(unit: str) -> None:
    with pytest.raises(MarkdownTooComplexError):
        render_markdown(unit * (190_000 // len(unit)))


def test_raw_text_elements_inside_svg_do_not_hide_what_follows() -> None:
    with pytest.raises(MarkdownTooComplexError):
        render_markdown("<svg>\n<style>" + "<x>" * 60_000)
