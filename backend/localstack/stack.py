"""The parts of `make run` in the order of their start, and where others find them."""

from __future__ import annotations

import http.client
import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass

from config.settings import env
from localstack import foreground
from localstack.ports import LOOPBACK
from localstack.processes import Child, Supervisor, end_leftovers
from localstack.progress import say, step
from localstack.services import Ports, Services, start_services
from localstack.workspace import Workspace, WorkspaceError, read_json, write_private

_PORTS = Ports(postgres=15432, cache=16379, broker=16380)
# What scripts may know of a demo account.
_ACCOUNT = ("email", "password", "token")


@dataclass
class Stack:
    """Everything `make run` starts, in its order."""

    supervisor: Supervisor
    base_url: str

    @property
    def workspace(self) -> Workspace:
        return self.supervisor.workspace

    def start(self) -> None:
        """Start all parts and wait until the site answers.

        Raises:
            WorkspaceError: a step failed; what went wrong has been shown.
            ProcessDiedError, TimeoutError: a part did not come up.
        """
        end_leftovers(self.workspace)
        services = start_services(self.supervisor, _PORTS)
        environment = self._environment(services)
        accounts = self.workspace.accounts_file
        command = [sys.executable, "-m", "localstack.prepare", str(accounts)]
        if foreground.run(command, environment, env.BACKEND_DIR) != 0:
            message = "The application could not be prepared."
            raise WorkspaceError(message)
        with step("Start web server, worker and beat"):
            self._start_programs(environment)
        self._publish(services)

    def _start_programs(self, environment: dict[str, str]) -> None:
        for name, arguments in self._programs().items():
            self.supervisor.start(self._child(name, arguments, environment))
        wait_until = self.supervisor.wait_until
        wait_until(self._answers, what="The web server", seconds=60)
        # Celery says so at level INFO; at another level nothing would be lost but time.
        with suppress(TimeoutError):
            wait_until(self._worker_is_ready, what="The worker", seconds=5)

    def _worker_is_ready(self) -> bool:
        [worker] = [
            child for child in self.supervisor.children if child.name == "worker"
        ]
        return any(" ready." in line for line in worker.tail())

    def _environment(self, services: Services) -> dict[str, str]:
        own = {
            **services.environment(),
            "SECRET_KEY": env.env.str("SECRET_KEY") or self.workspace.secret("django"),
        }
        lines = (f"{name}={value}\n" for name, value in own.items())
        write_private(self.workspace.environment_file, "".join(lines))
        return env.child_environment(
            DJANGO_SETTINGS_MODULE="config.settings.local",
            DEBUG="true",
            SITE_URL=self.base_url,
            DJANGO_ALLOWED_HOSTS=f"{LOOPBACK},localhost",
            PORT=self._address.rpartition(":")[2],
            PYTHONUNBUFFERED="1",
            **own,
        )

    @property
    def _address(self) -> str:
        return self.base_url.removeprefix("http://")

    def _programs(self) -> dict[str, list[str]]:
        # Preloading imports the application once instead of once per web process.
        web = "gunicorn -c gunicorn.conf.py config.wsgi:application --preload --bind"
        celery = "celery --app=config"
        # There is only one worker, so looking for others would only take time.
        worker = "worker --concurrency=2 --without-mingle --without-gossip"
        beat = "beat -S redbeat.RedBeatScheduler"
        return {
            "web": [*web.split(), self._address],
            "worker": f"{celery} {worker} --loglevel=INFO".split(),
            "beat": f"{celery} {beat} --loglevel=INFO".split(),
        }

    def _child(
        self, name: str, arguments: list[str], environment: dict[str, str]
    ) -> Child:
        return Child(
            name=name,
            command=[sys.executable, "-m", *arguments],
            log=self.workspace.logs / f"{name}.log",
            environment=environment,
            directory=env.BACKEND_DIR,
        )

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self._address, timeout=2)
        try:
            connection.request("GET", "/ht/ready/")
            # A 404 comes from a running site too; a 5xx from one that is not ready.
            return connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _publish(self, services: Services) -> None:
        """Write down what other programs need to use the running stack."""
        pids = {child.name: child.process.pid for child in self.supervisor.children}
        names = ("web", "worker", "beat", "postgres", "valkey_cache", "valkey_broker")
        facts = {
            "base_url": self.base_url,
            "pids": {
                "supervisor": os.getpid(),
                **{name: pids.get(name) for name in names},
            },
            "services": services.environment(),
            "accounts": {
                role: {name: account[name] for name in _ACCOUNT if name in account}
                for role, account in read_json(self.workspace.accounts_file).items()
            },
        }
        write_private(self.workspace.run_file, json.dumps(facts, indent=2))

    def follow(self) -> None:
        """Show what the programs write until one of them dies."""
        while True:
            for child in self.supervisor.children:
                if not child.service:
                    for line in child.new_lines():
                        say(f"{child.name:<7}| {line}")
            self.supervisor.check()
            time.sleep(0.2)
