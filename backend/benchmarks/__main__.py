"""Measure the public reads against real gunicorn and PostgreSQL.

`python -m benchmarks --posts 10000` fills the database it is given with dummy posts,
asks gunicorn in rounds of alternating order, and writes `results.md`. Figures of two
machines cannot be compared; ratios within one table can.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import track

from benchmarks.load import Measurement, middle, send_requests
from benchmarks.server import Server, running_server
from localstack.ports import LOOPBACK

RESULTS = Path(__file__).parent / "results.md"
# The first one does nothing but answer; the others are compared with it.
CASES = {
    "liveness": "/ht/live/",
    "site": "/api/v1/site/",
    "list of 10": "/api/v1/posts/",
    "list of 20": "/api/v1/posts/?page_size=20",
    "list of 20, titles only": "/api/v1/posts/?page_size=20&fields=title",
    "list of 20 by tag": "/api/v1/posts/?page_size=20&tag={tag}",
    "page 50 by number": "/api/v1/posts/?page=50&page_size=20",
    "detail by slug": "/api/v1/posts/{post}/",
    "archive": "/api/v1/archive/",
}


def main() -> None:
    """Fill the database, measure, write the table."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    options = parser.parse_args()
    _manage("migrate", "-v0")
    _manage("create_dummy_data", "--posts", str(options.posts))
    with running_server() as server:
        measured = _measure(server, options.rounds, options.seconds)
    table = _table(measured, options)
    RESULTS.write_text(table)
    Console().print(table, highlight=False)


def _manage(*arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], check=True)


def _measure(server: Server, rounds: int, seconds: float) -> dict[str, Measurement]:
    names = {
        "tag": server.get("/api/v1/tags/?page_size=1")["results"][0]["slug"],
        "post": server.get("/api/v1/posts/?page_size=1")["results"][0]["slug"],
    }
    paths = {case: path.format(**names) for case, path in CASES.items()}
    seen: dict[str, list[Measurement]] = {case: [] for case in CASES}
    for number in track(range(rounds + 1), "Measuring", transient=True):
        # Every other round runs backwards; the first one only warms up.
        for case in sorted(CASES, key=list(CASES).index, reverse=number % 2 == 1):
            before = server.cpu_seconds()
            one = send_requests(LOOPBACK, server.port, paths[case], seconds)
            one.cpu_seconds = server.cpu_seconds() - before
            if number:
                seen[case].append(one)
    return {case: middle(runs) for case, runs in seen.items()}


def _table(measured: dict[str, Measurement], options: argparse.Namespace) -> str:
    floor = measured[next(iter(CASES))].rate
    lines = [
        "# Results",
        "",
        f"{options.posts:,} dummy posts, no cache, 2 gunicorn workers and the load on",
        f"one machine; the median of {options.rounds} rounds of {options.seconds} s.",
        "",
        "| request | per second | of liveness | CPU ms in the server | p95 ms |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {case} | {one.rate:.0f} | {one.rate / floor:.2f} "
        f"| {one.cpu_milliseconds:.2f} | {1000 * one.p95:.1f} |"
        for case, one in measured.items()
    ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
