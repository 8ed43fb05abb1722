from __future__ import annotations

from common.text.markdown import MAX_SOURCE_BYTES, render_markdown
from common.text.pool import RenderingPool


def test_many_texts_become_what_each_becomes_alone() -> None:
    sources = [f"# Part {number}\n\nSome *text*." for number in range(60)]

    with RenderingPool() as pool:
        rendered = pool.render(sources)

    assert rendered == {source: render_markdown(source) for source in sources}


def test_a_refused_text_is_left_out_and_spoils_no_other() -> None:
    refused = "x" * (MAX_SOURCE_BYTES + 1)
    sources = [refused, *(f"Text {number}" for number in range(60))]

    with RenderingPool() as pool:
        rendered = pool.render(sources)

    assert refused not in rendered
    assert len(rendered) == 60


def test_a_few_texts_start_no_processes() -> None:
    with RenderingPool() as pool:
        assert pool.render(["One text"]) == {}
