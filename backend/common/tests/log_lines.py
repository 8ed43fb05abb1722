import io
import json
import logging
from typing import Any, Self

from common.logging import JSONFormatter


class LogLines:
    """What the project's formatter made of everything logged while this was open."""

    def __init__(self) -> None:
        self._stream = io.StringIO()
        self._handler = logging.StreamHandler(self._stream)
        self._handler.setFormatter(JSONFormatter())

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self._handler)
        return self

    def __exit__(self, *_exc_info: object) -> None:
        logging.getLogger().removeHandler(self._handler)

    def text(self) -> str:
        return self._stream.getvalue()

    def named(self, event_name: str) -> list[dict[str, Any]]:
        lines = [json.loads(line) for line in self.text().splitlines()]
        return [line for line in lines if line["ev"] == event_name]
