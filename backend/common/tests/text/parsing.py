"""Reads rendered HTML the way a browser would, for assertions."""

from html.parser import HTMLParser

from typing_extensions import override

Tag = tuple[str, dict[str, str]]


class _Collector(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[Tag] = []
        self.other: list[str] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    @override
    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    @override
    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)

    @override
    def handle_pi(self, data: str) -> None:
        self.other.append(data)

    @override
    def unknown_decl(self, data: str) -> None:
        self.other.append(data)


def parse(html: str) -> _Collector:
    """Return all start tags with attributes, and all comments and declarations."""
    collector = _Collector()
    collector.feed(html)
    collector.close()
    return collector


def tags(html: str, name: str) -> list[dict[str, str]]:
    """Return the attributes of every tag of this name, in order."""
    return [attributes for tag, attributes in parse(html).tags if tag == name]
