"""The repository works everywhere: it names no registry and nobody's directory."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT_DIR, report

# In parts, so that this file does not find itself.
HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry." + "npmjs",
]
FORBIDDEN = re.compile(
    "|".join(
        [
            *map(re.escape, HOSTS),
            # The option that leaves the address out of a lock file is welcome.
            r"(?<!no-emit-)(?<!no-)index" + r"[-_]url\b",
            # Where one installer notes the address it downloaded from.
            r'"resolved"\s*:',
            # Absolute paths of one machine, and not a part of a longer path or address.
            r"(?<![\w.~*}>-])/(?:work|root|home|Users)/",
        ]
    )
)


def test_nothing_names_a_registry_or_a_directory_of_one_machine() -> None:
    problems = [
        f"{path.relative_to(ROOT_DIR)}:{number}: {match[0]}"
        for path in _files()
        for number, line in _lines(path)
        if (match := FORBIDDEN.search(line))
    ]
    assert not problems, report(problems)


@pytest.mark.parametrize(
    "line",
    [
        "pip install --" + "index-" + "url=https://packages.example.com/simple",
        "https://files." + HOSTS[1] + "/packages/a.whl",
        'path = "' + "/".join(["", "home", "ada", "blog"]) + '"',
        "cd " + "/".join(["", "root", ""]),
        '"' + 'resolved": "https://example.com/a.tgz"',
    ],
)
def test_what_ties_us_to_a_machine_is_known(line: str) -> None:
    assert FORBIDDEN.search(line)


@pytest.mark.parametrize(
    "line",
    [
        "https://example.com/home/",
        "blog/home/",
        "useradd --create-home pressroom",
        "--no-emit-index-url",
    ],
)
def test_addresses_and_options_are_no_paths(line: str) -> None:
    assert not FORBIDDEN.search(line)


def _files() -> Iterator[Path]:
    """Give what git tracks, and what it would track after `git add`."""
    git = shutil.which("git")
    if git is None or not (ROOT_DIR / ".git").exists():
        pytest.skip("This is no checkout, or there is no git.")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT_DIR, capture_output=True, check=True)
    for name in names.stdout.decode().split("\0"):
        path = ROOT_DIR / name
        if path.is_file() and not path.is_symlink():
            yield path


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    content = path.read_bytes()
    if b"\0" not in content:
        yield from enumerate(content.decode(errors="replace").splitlines(), start=1)
