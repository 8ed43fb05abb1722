"""Renders many texts at once on all cores; imports nothing that needs Django."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType
from typing import Self

from common.text.exceptions import TextError
from common.text.markdown import RenderedMarkdown, render_markdown

# Below this, starting processes takes longer than they save.
_WORTH_PROCESSES = 50
_CHUNK = 8


class RenderingPool:
    """Owns the processes, started when first needed; use it as a context manager."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(cancel_futures=True)

    def render(self, sources: Sequence[str]) -> dict[str, RenderedMarkdown]:
        """Return what each source becomes; refused ones and short lists stay out."""
        if len(sources) < _WORTH_PROCESSES:
            return {}
        if self._executor is None:
            # Fresh processes: forked ones would share the caller's connections.
            context = multiprocessing.get_context("forkserver")
            self._executor = ProcessPoolExecutor(mp_context=context)
        results = self._executor.map(_render, sources, chunksize=_CHUNK)
        pairs = zip(sources, results, strict=True)
        return {source: result for source, result in pairs if result is not None}


def _render(source: str) -> RenderedMarkdown | None:
    # Whoever needs the text renders it again and gets the error with all it says.
    try:
        return render_markdown(source)
    except TextError:
        return None
