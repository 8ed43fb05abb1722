"""Sections of made-up Markdown, rendered once and combined into many posts."""

from __future__ import annotations

import random
from dataclasses import dataclass

from common.text.document import TableOfContentsEntry
from common.text.markdown import render_markdown

NUMBER_OF_SECTIONS = 160
SECTIONS_PER_POST = 5
WORDS = tuple(
    """
    address archive author autumn balance bench book border bridge calendar candle
    change chapter city clock coast copy corner crowd daylight desk detail distance
    draft early editor engine evening figure footnote forest garden glass habit
    harbour headline history honest hour idea index island journal keeper kitchen
    ladder lamp language letter library light line link lively long machine map
    margin market meadow measure memory minute mirror morning narrow note number
    ocean old orchard outline page paper patient pattern pencil picture place plain
    platform press print promise proof quiet quick rain reader record river road
    room season sentence shelf signal silver simple slow small snow sound square
    station stone story street summer table tale teacher text thread ticket tide
    time title tower town train tree turn valley version village voice walk wall
    water weather wide window winter word yard
    """.split()  # noqa: SIM905 - Easier to read and to extend.
)
LITTLE = ("and", "or", "but", "with", "near", "beyond", "under", "before", "after")


@dataclass(frozen=True)
class Section:
    """A piece of Markdown and what the renderer makes of it."""

    markdown: str
    html: str
    text: str
    table_of_contents: list[TableOfContentsEntry]
    excerpt: str
    word_count: int


def make_sections(seed: int) -> list[Section]:
    """Return the pool for a seed; headings differ, so any of them fit together."""
    rng = random.Random(f"sections:{seed}")  # noqa: S311 - Nothing secret.
    return [_section(rng, number) for number in range(NUMBER_OF_SECTIONS)]


def make_title(rng: random.Random) -> str:
    """Return a title of three to six words."""
    words = rng.sample(WORDS, rng.randint(2, 4))
    words.insert(rng.randint(1, len(words) - 1), rng.choice(LITTLE))
    return " ".join(words).capitalize()


def _section(rng: random.Random, number: int) -> Section:
    blocks = [
        f"## {make_title(rng)} {number}",
        _paragraph(rng),
        rng.choice((_list, _table, _code, _quotation))(rng),
        _paragraph(rng),
    ]
    markdown = "\n\n".join(blocks)
    made = render_markdown(markdown)
    return Section(
        markdown,
        made.html,
        made.text,
        made.table_of_contents,
        made.excerpt,
        made.word_count,
    )


def _sentence(rng: random.Random) -> str:
    words = [
        rng.choice(LITTLE if number % 4 == 2 else WORDS)
        for number in range(rng.randint(8, 16))
    ]
    emphasised = rng.randrange(len(words))
    words[emphasised] = f"*{words[emphasised]}*"
    return f"The {' '.join(words)}."


def _paragraph(rng: random.Random) -> str:
    return " ".join(_sentence(rng) for _ in range(rng.randint(2, 4)))


def _list(rng: random.Random) -> str:
    return "\n".join(f"- {_sentence(rng)}" for _ in range(3))


def _table(rng: random.Random) -> str:
    rows = [f"| {make_title(rng)} | {rng.randint(1, 999)} |" for _ in range(4)]
    return "\n".join(["| What | How many |", "|---|---:|", *rows])


def _code(rng: random.Random) -> str:
    name, other = rng.sample(WORDS, 2)
    return f"```python\ndef {name}({other}: int) -> int:\n    return {other} + 1\n```"


def _quotation(rng: random.Random) -> str:
    return f"> {_sentence(rng)}"
