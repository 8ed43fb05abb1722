import socket

import pytest


def test_connections_to_other_machines_are_refused() -> None:
    with (
        socket.socket() as connection,
        pytest.raises(AssertionError, match="no network"),
    ):
        connection.connect(("192.0.2.1", 80))


def test_connections_to_this_machine_work() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as client:
        client.connect(server.getsockname())
