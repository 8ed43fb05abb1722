"""The call into cmark-gfm: Markdown to HTML that is *not* yet safe to show."""

import ctypes
from collections.abc import Callable
from typing import Any, Final

from cmarkgfm import _cmark, cmark

OPTIONS: Final[int] = cmark.Options.CMARK_OPT_UNSAFE | cmark.Options.CMARK_OPT_FOOTNOTES
EXTENSIONS: Final = ("table", "strikethrough", "autolink", "tasklist")


class _Allocator(ctypes.Structure):
    """cmark's `cmark_mem`: the functions its results are allocated and freed with."""

    _fields_ = [
        ("calloc", ctypes.c_void_p),
        ("realloc", ctypes.c_void_p),
        ("free", ctypes.CFUNCTYPE(None, ctypes.c_void_p)),
    ]


def _load_free_functions() -> tuple[Callable[[int], Any], Callable[[int], Any]] | None:
    """Find the two C functions that cmarkgfm compiles in but forgets to call.

    cmarkgfm never frees the syntax tree nor the HTML: about 40 times the size of
    the source is lost with each call, which would fill a worker's memory. Where
    the library hides its symbols the leak stays and everything else works.
    """
    try:
        library = ctypes.CDLL(_cmark.__file__)
        node_free = library.cmark_node_free
        default_allocator = library.cmark_get_default_mem_allocator
    except (AttributeError, OSError):
        return None
    node_free.argtypes, node_free.restype = [ctypes.c_void_p], None
    default_allocator.argtypes, default_allocator.restype = (
        [],
        ctypes.POINTER(_Allocator),
    )
    return node_free, default_allocator().contents.free


_FREE_FUNCTIONS: Final = _load_free_functions()

# Registering is not thread-safe in C, so it happens once, while this module is
# imported.
cmark.core_extensions_ensure_registered()
_SYNTAX_EXTENSIONS: Final = [cmark.find_syntax_extension(name) for name in EXTENSIONS]


def _free(root: Any, rendered: Any) -> None:
    if _FREE_FUNCTIONS is None:
        return
    free_node, free_memory = _FREE_FUNCTIONS
    cast = _cmark.ffi.cast
    free_memory(int(cast("uintptr_t", rendered)))
    free_node(int(cast("uintptr_t", root)))


def markdown_to_unsafe_html(source: str) -> str:
    """Render GitHub-flavoured Markdown with footnotes; raw HTML passes through.

    The result must go through `clean_html` before anybody sees it.
    """
    parser = cmark.parser_new(options=OPTIONS)
    try:
        for extension in _SYNTAX_EXTENSIONS:
            cmark.parser_attach_syntax_extension(parser, extension)
        cmark.parser_feed(parser, source)
        root = cmark.parser_finish(parser)
        rendered = _cmark.lib.cmark_render_html(
            root, OPTIONS, cmark.parser_get_syntax_extensions(parser)
        )
        raw: bytes = _cmark.ffi.string(rendered)
        _free(root, rendered)
    finally:
        cmark.parser_free(parser)
    # Footnote labels with a line break come out cut inside a character (cmark-gfm
    # counts columns there), so strict decoding would turn a typing slip into a crash.
    return raw.decode("utf-8", errors="replace")
