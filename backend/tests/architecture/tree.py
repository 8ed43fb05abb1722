"""The project's Python, read and parsed once for all the tests of its shape."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

BACKEND_DIR = Path(__file__).resolve().parents[2]
ROOT_DIR = BACKEND_DIR.parent
DOMAIN_APPS = ("custom_user", "author", "blog")
# From the ground up: each may import the ones to its left.
APPS = ("common", *DOMAIN_APPS)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_NO_CODE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


@dataclass(frozen=True)
class Function:
    """A function or method, nested ones too."""

    place: str
    node: FunctionNode

    @property
    def lines(self) -> int:
        """Count from `def` to the last line, docstring included, decorators not."""
        return (self.node.end_lineno or self.node.lineno) - self.node.lineno + 1


@dataclass(frozen=True)
class PythonFile:
    """One Python file below `backend/`."""

    path: Path

    @cached_property
    def name(self) -> str:
        """The path from `backend/`, as failure messages give it."""
        return self.path.relative_to(BACKEND_DIR).as_posix()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The directories from `backend/`, and the file."""
        return self.path.relative_to(BACKEND_DIR).parts

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, filename=self.name)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(self.tree))

    @cached_property
    def comments(self) -> dict[int, str]:
        """The comment on each line that has one."""
        return {
            token.start[0]: token.string
            for token in self._tokens
            if token.type == tokenize.COMMENT
        }

    @cached_property
    def code_lines(self) -> set[int]:
        """The lines with code: not blank, not a comment, not a docstring."""
        lines: set[int] = set()
        for token in self._tokens:
            if token.type not in _NO_CODE:
                lines.update(range(token.start[0], token.end[0] + 1))
        return lines - self._docstring_lines

    @cached_property
    def functions(self) -> list[Function]:
        return [
            Function(f"{self.name}:{node.lineno}: {node.name}", node)
            for node in self.nodes
            if isinstance(node, FunctionNode)
        ]

    @cached_property
    def is_migration(self) -> bool:
        return "migrations" in self.parts

    @cached_property
    def is_test(self) -> bool:
        """Say whether only tests use it."""
        return "tests" in self.parts[:-1] or self.parts[-1] == "conftest.py"

    def at(self, node: ast.AST) -> str:
        """Return where `node` is, for failure messages."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def has_comment_at(self, node: ast.stmt) -> bool:
        """Say whether a comment is on the lines of `node` or right above it."""
        last = node.end_lineno or node.lineno
        return any(line in self.comments for line in range(node.lineno - 1, last + 1))

    @cached_property
    def _tokens(self) -> list[tokenize.TokenInfo]:
        return list(tokenize.generate_tokens(io.StringIO(self.text).readline))

    @cached_property
    def _docstring_lines(self) -> set[int]:
        lines: set[int] = set()
        for node in self.nodes:
            if isinstance(node, ast.Module | ast.ClassDef | FunctionNode):
                first = node.body[0] if node.body else None
                if first and ast.get_docstring(node, clean=False) is not None:
                    lines.update(range(first.lineno, (first.end_lineno or 0) + 1))
        return lines


@cache
def python_files() -> tuple[PythonFile, ...]:
    """Return every Python file below `backend/` that belongs to the project."""
    found = (
        path
        for path in BACKEND_DIR.rglob("*.py")
        if not _is_hidden(path.relative_to(BACKEND_DIR))
    )
    return tuple(PythonFile(path) for path in sorted(found))


@cache
def source_files() -> tuple[PythonFile, ...]:
    """Return what production or a developer runs: no tests and no migrations."""
    return tuple(
        file for file in python_files() if not file.is_test and not file.is_migration
    )


@cache
def files_of_tests() -> tuple[PythonFile, ...]:
    """Return the tests and what only tests use."""
    return tuple(file for file in python_files() if file.is_test)


def imported_modules(node: ast.AST) -> Iterator[str]:
    """Give the modules that an import statement names."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        yield node.module


def called_name(node: ast.AST) -> str:
    """Return the last word of what is called: `CharField` of `models.CharField()`."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return the value of a keyword argument."""
    return next((item.value for item in call.keywords if item.arg == name), None)


def report(problems: list[str]) -> str:
    """Join the findings of a test into the message of its failure."""
    return "\n".join([f"{len(problems)} found:", *sorted(problems)])


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") or part == "staticfiles" for part in path.parts)
