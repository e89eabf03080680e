"""The desk on this computer: a port of 127.0.0.1, an address with a token, and answers until somebody stops it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Final

from opcc_opendata.calendars import today
from opcc_opendata.desk.app import make_app
from opcc_opendata.desk.context import Desk
from opcc_opendata.desk.journal import Journal
from opcc_opendata.desk.security import Gate
from opcc_opendata.desk.sign_on import SignOn
from opcc_opendata.office.policing_body import PolicingBody
from opcc_opendata.project import Project
from opcc_opendata.schema import Standard

_HOST: Final = "127.0.0.1"
_LONGEST_HEAD: Final = 32_768
_SECONDS_TO_FINISH: Final = 3


class PortInUseError(Exception):
    """The desk can't have the port that was asked for. The text is a sentence for people."""


def run(
    project: Project,
    standard: Standard,
    body: PolicingBody,
    port: int,
    announce: Callable[[str, int], None],
    sign_on: SignOn | None = None,
) -> None:
    """Answer on a port (0: any that is free) until somebody stops it. Raises PortInUseError.

    `announce` gets the address for people, with its token where there is one, and the port, once there is an answer to
    be had. With `sign_on`, a proxy on this machine has to stand in front of the port.
    """
    import uvicorn

    taken = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    with taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind((_HOST, port))
        except OSError as error:
            raise PortInUseError(
                f"Port {port} can't be used: {(error.strerror or str(error)).lower()}. Leave --port out."
            ) from error
        bound = taken.getsockname()[1]
        gate = Gate(make_app(Desk(project, standard, body, Journal(project.root), today=today)), bound, sign_on)

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                announce(gate.address, bound)

        config = uvicorn.Config(
            gate,
            ws="none",
            http="h11",
            h11_max_incomplete_event_size=_LONGEST_HEAD,
            proxy_headers=False,
            log_level="error",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        )
        try:
            Server(config).run(sockets=[taken])
        except KeyboardInterrupt:
            return  # Ctrl-C is how it is meant to end, and uvicorn has finished its work by now
