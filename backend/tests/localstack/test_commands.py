from __future__ import annotations

import json
import signal
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from localstack.ports import free_port
from tests.localstack.checkout import Checkout, is_alive, wait_for


@pytest.fixture
def checkout(place: Path) -> Iterator[Checkout]:
    place.chmod(0o755)
    checkout = Checkout(place)
    checkout.create()
    yield checkout
    checkout.clean_up()


def test_run_tells_where_everything_is_and_leaves_nothing_behind(
    checkout: Checkout, first_port: int
) -> None:
    port = str(free_port(first_port + 10))
    run = checkout.start("run", PORT=port)
    run.wait_for_text("Ready at")

    facts = checkout.facts()
    assert facts["base_url"] == f"http://127.0.0.1:{port}"
    assert len(facts["pids"]) == 7
    assert all(map(is_alive, facts["pids"].values()))
    assert facts["accounts"]["Administrator"]["password"] == "demo"
    variables = (checkout.local / "env").read_text()
    assert f"DATABASE_URL={facts['services']['DATABASE_URL']}\n" in variables
    assert "\nSECRET_KEY=" in variables
    for name in ("env", "run.json"):
        assert stat.S_IMODE((checkout.local / name).stat().st_mode) == 0o600
    run.wait_for_text(f"worker | worker runs for {facts['base_url']}")

    second = checkout.start("run")
    assert second.wait() == 1
    assert f"Already running in this checkout: {facts['base_url']}" in second.text()

    run.process.send_signal(signal.SIGINT)
    assert run.wait() == 0
    assert "goodbye" in run.text()
    assert not any(map(is_alive, facts["pids"].values()))
    assert not checkout.facts()


def test_run_survives_the_death_of_its_supervisor(
    checkout: Checkout, first_port: int
) -> None:
    port = str(free_port(first_port + 20))
    first = checkout.start("run", PORT=port)
    first.wait_for_text("Ready at")
    before = checkout.facts()
    first.process.kill()
    first.wait()

    # What the first run wrote to `.local/env` must not pass for given services.
    second = checkout.start("run", PORT=port)
    second.wait_for_text("Ready at")
    after = checkout.facts()
    assert not any(map(is_alive, before["pids"].values()))
    assert after["pids"]["postgres"] is not None

    # One part that dies takes the rest along, and is named.
    psutil.Process(after["pids"]["worker"]).kill()
    assert second.wait() == 1
    assert "worker ended with status -9" in second.text()
    assert not any(map(is_alive, after["pids"].values()))


def test_run_refuses_a_taken_port(checkout: Checkout, first_port: int) -> None:
    port = free_port(first_port + 30)
    with socket.create_server(("127.0.0.1", port)):
        run = checkout.start("run", PORT=str(port))
        assert run.wait() == 1
    assert f"Port {port} is taken" in run.text()


def test_command_gets_services_of_its_own(checkout: Checkout) -> None:
    code = (
        "import os, sys\n"
        "names = 'DATABASE_URL', 'CACHE_REDIS_URL', 'BROKER_REDIS_URL'\n"
        "print([os.environ[name].split(':')[0] for name in names])\n"
        "print(os.environ['DJANGO_SETTINGS_MODULE']); sys.exit(7)"
    )

    command = checkout.start("exec", "--", "python", "-c", code)

    assert command.wait() == 7
    assert "['postgres', 'redis', 'redis']\nconfig.settings.test" in command.text()
    assert [*(checkout.local / "test").iterdir()] == []


def test_stopped_command_and_its_services_end(checkout: Checkout) -> None:
    command = checkout.start("exec", "--", "sh", "-c", "echo pid $$; exec sleep 60")
    command.wait_for_text("pid ")
    pid = int(command.text().rpartition("pid ")[2])
    [record] = checkout.local.glob("test/*/processes.json")
    processes = [pid for pid, _ in json.loads(record.read_text()).values()]
    assert len(processes) == 3

    command.process.terminate()

    assert command.wait() == 130
    wait_for(lambda: not any(map(is_alive, [pid, *processes])))


def test_given_services_are_handed_on(checkout: Checkout) -> None:
    given = {
        "DATABASE_URL": "postgres://db/blog",
        "REDIS_HOST": "redis",
        "REDIS_PASSWORD": "p@ss",
    }

    command = checkout.start("exec", "--", "env", **given)

    assert command.wait() == 0
    lines = command.text().splitlines()
    assert "DATABASE_URL=postgres://db/blog" in lines
    assert "BROKER_REDIS_URL=redis://:p%40ss@redis:6379/1" in lines
    assert "Start" not in command.text()
