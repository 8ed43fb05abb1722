from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.processes import BACKEND_DIR, ROOT_DIR

DOCKERFILE = (BACKEND_DIR / "Dockerfile").read_text()
ENTRYPOINT = BACKEND_DIR / "entrypoint.sh"
WORKFLOW = (ROOT_DIR / ".github" / "workflows" / "django-ci.yaml").read_text()


def _instructions(name: str) -> list[str]:
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{name}\s+(.+)$", joined, re.MULTILINE)


def _enter(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    return subprocess.run(
        [str(ENTRYPOINT), *command],
        cwd=BACKEND_DIR,
        env={"PATH": path, **variables},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_the_image_is_built_in_stages_from_a_pinned_python() -> None:
    bases = [line.split()[0] for line in _instructions("FROM")]

    assert len(bases) >= 2
    for base in bases:
        assert re.fullmatch(r"python:3\.\d+\.\d+-slim(-[a-z]+)?", base), base


def test_the_image_has_the_python_that_ci_tests() -> None:
    image = re.search(r"python:(3\.\d+)", DOCKERFILE)
    tested = re.search(r'python-version: "(3\.\d+)"', WORKFLOW)

    assert image
    assert tested
    assert image[1] == tested[1]


def test_python_writes_no_bytecode_and_does_not_buffer() -> None:
    settings = " ".join(_instructions("ENV"))

    assert "PYTHONDONTWRITEBYTECODE=1" in settings
    assert "PYTHONUNBUFFERED=1" in settings


def test_requirements_are_installed_with_hashes_before_the_code_comes() -> None:
    install = DOCKERFILE.index("pip install --require-hashes")

    assert DOCKERFILE.index("COPY requirements/") < install
    assert install < DOCKERFILE.index("COPY --chown")
    assert _instructions("WORKDIR") == ["/app"]


def test_the_image_holds_no_database_and_no_leftovers_of_apt() -> None:
    installs = [run for run in _instructions("RUN") if "apt-get install" in run]

    assert not re.search(r"postgresql(-\d+)?\b(?!-client)", DOCKERFILE)
    assert len(installs) <= 1
    assert all("rm -rf /var/lib/apt/lists" in run for run in installs)


def test_the_image_does_not_run_as_root() -> None:
    assert _instructions("USER")[-1] not in {"root", "0"}


def test_the_image_says_when_it_is_ready() -> None:
    assert "/ht/ready/" in _instructions("HEALTHCHECK")[0]


def test_the_image_starts_gunicorn_where_others_reach_it() -> None:
    assert _instructions("ENTRYPOINT") == ['["./entrypoint.sh"]']
    assert "config.wsgi:application" in _instructions("CMD")[-1]
    # 127.0.0.1, the default of a developer's machine, ends at the container's wall.
    assert "0.0.0.0:8000" in DOCKERFILE


def test_tests_stay_out_of_the_image() -> None:
    ignored = (BACKEND_DIR / ".dockerignore").read_text().splitlines()
    assert "**/tests" in ignored


def test_the_entrypoint_may_be_run() -> None:
    assert ENTRYPOINT.stat().st_mode & 0o777 == 0o755


def test_the_entrypoint_is_valid_and_strict() -> None:
    checked = subprocess.run(
        ["/bin/sh", "-n", str(ENTRYPOINT)], capture_output=True, check=False
    )
    lines = ENTRYPOINT.read_text().splitlines()

    assert checked.returncode == 0, checked.stderr.decode()
    assert lines[0] == "#!/bin/sh"
    assert "set -eu" in lines
    assert lines[-1] == 'exec "$@"'


def test_the_entrypoint_becomes_its_command() -> None:
    result = _enter("sh", "-c", 'echo "$1"; exit 3', "sh", "two words")

    assert (result.returncode, result.stdout) == (3, "two words\n")


def test_the_entrypoint_waits_for_the_database_it_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        result = _enter("echo", "on", DB_HOSTNAME="127.0.0.1", DB_PORT=str(port))

        server.settimeout(1)
        connection, _ = server.accept()
        connection.close()

    assert result.stdout == "on\n", result.stderr


@pytest.mark.parametrize("word", ["range(60)", "sys.exit"])
def test_the_entrypoint_does_not_wait_for_ever(word: str) -> None:
    assert word in ENTRYPOINT.read_text()
