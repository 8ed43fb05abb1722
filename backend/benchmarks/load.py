"""Requests as fast as a few keep-alive connections can send them."""

from __future__ import annotations

import http.client
import threading
import time
from dataclasses import dataclass, field
from statistics import median_low, quantiles

CONNECTIONS = 8


@dataclass
class Measurement:
    """What one round saw: seconds per request, and the process seconds it cost."""

    seconds: float
    latencies: list[float] = field(default_factory=list)
    cpu_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Return requests per second."""
        return len(self.latencies) / self.seconds

    @property
    def p95(self) -> float:
        """Return the latency in seconds that 95 % of the requests kept."""
        return quantiles(self.latencies, n=20)[-1]

    @property
    def cpu_milliseconds(self) -> float:
        """Return the CPU time of the server per request."""
        return 1000 * self.cpu_seconds / len(self.latencies)


def send_requests(host: str, port: int, path: str, seconds: float) -> Measurement:
    """Ask for `path` over and over for `seconds`.

    Raises:
        RuntimeError: an answer was not 200.
    """
    measurement = Measurement(seconds)
    faults: list[int] = []
    stop_at = time.monotonic() + seconds

    def run() -> None:
        connection = http.client.HTTPConnection(host, port, timeout=10)
        while time.monotonic() < stop_at and not faults:
            started = time.perf_counter()
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            measurement.latencies.append(time.perf_counter() - started)
            if response.status != 200:
                faults.append(response.status)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        message = f"{path} answered {faults[0]}."
        raise RuntimeError(message)
    return measurement


def middle(rounds: list[Measurement]) -> Measurement:
    """Return the round whose rate is the median."""
    rate = median_low(one.rate for one in rounds)
    return next(one for one in rounds if one.rate == rate)
