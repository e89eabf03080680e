"""The files that the page Check loads, where the site offers them. A Datasette plugin."""

from __future__ import annotations

from typing import Any

from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]
from pluggy import HookimplMarker

from opcc_opendata.browser.runtime import FOLDER, KINDS

hookimpl = HookimplMarker("datasette")


@hookimpl(tryfirst=True)
def register_routes() -> list[tuple[str, Any]]:
    """Give the address of the files."""
    return [(rf"^(?P<folder>{FOLDER}/[0-9a-f]{{16}})/(?P<file>[a-z_.-]+)$", give)]


class _File(Response):  # type: ignore[misc]
    """An answer that may be no text."""

    async def asgi_send(self, send: Any) -> None:
        headers = [[b"content-type", self.content_type.encode()], [b"content-length", str(len(self.body)).encode()]]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


async def give(request: Any, datasette: Any) -> Any:
    """Give one of the files. Those of another state of the program are not there any more."""
    runtime = datasette.opcc_check
    name = request.url_vars["file"]
    if runtime is None or request.url_vars["folder"] != runtime.address or name not in runtime.files:
        raise NotFound("There is no such file.")
    return _File(runtime.files[name], content_type=KINDS[f".{name.rpartition('.')[2]}"])
