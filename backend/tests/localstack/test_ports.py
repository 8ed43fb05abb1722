from __future__ import annotations

import socket

import pytest

from localstack.ports import free_port, is_free


def test_taken_port_is_passed_over(first_port: int) -> None:
    port = free_port(first_port)
    with socket.create_server(("127.0.0.1", port)):
        assert not is_free(port)
        assert free_port(port) > port
    assert is_free(port)


def test_ports_of_the_kernel_are_never_chosen() -> None:
    with pytest.raises(RuntimeError, match="No free port"):
        free_port(32768)
