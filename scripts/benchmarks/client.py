"""Asks a server for pages over some connections, each of which asks again as soon as it has its answer.

It is a process of its own, so that it does not take turns with what measures. From standard input it reads JSON:
`port`, `clients` and `addresses`; it writes JSON: for each answer its status and how many milliseconds it took.
"""

import json
import re
import selectors
import socket
import sys
import time

LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
LAST_CHUNK = b"\r\n0\r\n\r\n"


class Reader:
    """One connection, on which one question at a time is asked."""

    def __init__(self, port: int) -> None:
        self.host = f"127.0.0.1:{port}"
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, address: str) -> None:
        """Ask for a page."""
        self.received = bytearray()
        self.started = time.perf_counter()
        self.socket.sendall(f"GET {address} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())

    def take(self) -> bool:
        """Take what has come, and say whether that is all of the answer."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise SystemExit("the server closed a connection")
        self.received += part
        head, between, body = self.received.partition(b"\r\n\r\n")
        if not between:
            return False
        length = LENGTH.search(head)
        return len(body) >= int(length[1]) if length else self.received.endswith(LAST_CHUNK)

    @property
    def status(self) -> int:
        """The answer's status."""
        return int(self.received[9:12])


def load(port: int, clients: int, addresses: list[str]) -> list[tuple[int, float]]:
    """Ask for every address once, and give each answer's status and milliseconds."""
    waiting, found = iter(addresses), []
    with selectors.DefaultSelector() as selector:
        for reader in [Reader(port) for _ in range(min(clients, len(addresses)))]:
            selector.register(reader.socket, selectors.EVENT_READ, reader)
            reader.ask(next(waiting))
        while selector.get_map():
            for key, _ in selector.select():
                reader = key.data
                if not reader.take():
                    continue
                found.append((reader.status, (time.perf_counter() - reader.started) * 1000))
                address = next(waiting, None)
                if address is None:
                    selector.unregister(reader.socket)
                    reader.socket.close()
                else:
                    reader.ask(address)
    return found


if __name__ == "__main__":
    json.dump(load(**json.load(sys.stdin)), sys.stdout)
