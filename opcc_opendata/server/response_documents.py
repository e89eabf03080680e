"""A response as a Word document, PDF or Markdown text, made when somebody asks. A Datasette plugin.

Each is made in a process of its own, one at a time, and kept for whoever asks next. So neither a record that takes long
nor many readers at once keep a page waiting. Who would have to wait too long is asked to come back.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import OrderedDict
from contextlib import suppress
from typing import Any, Final, NamedTuple

from datasette.utils.asgi import NotFound, Response  # type: ignore[import-untyped]
from pluggy import HookimplMarker

from opcc_opendata.metadata import DATABASE
from opcc_opendata.site.i18n import LANGUAGES
from opcc_opendata.site.pages.response import DOCUMENTS
from opcc_opendata.site.views import NAME

hookimpl = HookimplMarker("datasette")

_SECONDS: Final = 40.0
_MOST_WAITING: Final = 8
_MOST_KEPT: Final = 32 << 20
_LARGEST: Final = 20 << 20
_SQL: Final = """
  SELECT r.withdrawn_on, r.language, c.json FROM responses r JOIN records c ON c.response = r.id WHERE r.id = :id
"""


@hookimpl(tryfirst=True)
def register_routes() -> list[tuple[str, Any]]:
    """Give the addresses of the documents."""
    return [(rf"^/responses/(?P<id>{NAME})\.(?P<form>{'|'.join(DOCUMENTS)})$", document)]


class _Asked(NamedTuple):
    build: str
    response: str
    form: str
    language: str


class Documents:
    """The documents that were made, the newest asked for last, and the one process that makes them."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Asked, bytes] = OrderedDict()
        self._one = asyncio.Lock()
        self._waiting = 0

    async def give(self, asked: _Asked, job: dict[str, Any]) -> bytes | None:
        """Give a document, or None where that would take too long. Raises ValueError where it can't be made."""
        if asked in self._kept:
            self._kept.move_to_end(asked)
            return self._kept[asked]
        if self._waiting >= _MOST_WAITING:
            return None
        self._waiting += 1
        try:
            async with asyncio.timeout(_SECONDS), self._one:
                if asked not in self._kept:  # another may have asked for the same
                    self._keep(asked, await _made(job))
                return self._kept[asked]
        except TimeoutError:
            return None
        finally:
            self._waiting -= 1

    def _keep(self, asked: _Asked, made: bytes) -> None:
        self._kept[asked] = made
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _MOST_KEPT:
            self._kept.popitem(last=False)


async def _made(job: dict[str, Any]) -> bytes:
    """Make a document in another process. Raises ValueError."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "opcc_opendata.documents"), stdin=pipe, stdout=pipe, stderr=pipe
    )
    try:
        made, said = await process.communicate(json.dumps(job | {"parent": os.getpid()}).encode())
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0 or not 0 < len(made) <= _LARGEST:
        sys.stderr.write(f"opcc: no {job['form']} of {job['record']['id']}: {said.decode(errors='replace')[-2_000:]}\n")
        raise ValueError(job["form"])
    return made


async def document(request: Any, datasette: Any) -> Any:
    """Give a response as a document, in its own language or in the one asked for."""
    name, form = request.url_vars["id"], request.url_vars["form"]
    database = datasette.get_database(DATABASE)
    found = (await database.execute(_SQL, {"id": name})).first()
    if found is None:
        raise NotFound("There is no such response in this dataset.")
    if found["withdrawn_on"]:
        return Response.text(f"This response was withdrawn. /responses/{name} says when and why.\n", status=410)
    asked_for = request.args.get("lang")
    language = asked_for if asked_for in LANGUAGES else found["language"] if found["language"] in LANGUAGES else "en"
    job = {
        "record": json.loads(found["json"]),
        "form": form,
        "language": language,
        "is_draft": datasette.jinja_env.globals.get("marked_as") == "draft",
    }
    try:
        made = await datasette.opcc_documents.give(_Asked(database.builds.now.name, name, form, language), job)
    except ValueError:
        sentence = f"No {form} can be made of this response. /responses/{name} has all of its words."
        return Response.text(sentence + "\n", status=500)
    if made is None:
        headers = {"retry-after": "30", "cache-control": "no-store"}
        return Response.text(
            "Many documents are being made. Ask again in half a minute.\n", status=503, headers=headers
        )
    suffix = "" if language == found["language"] else f"-{language}"
    headers = {"content-disposition": f'attachment; filename="{name}{suffix}.{form}"', "content-length": str(len(made))}
    return _Bytes(made, headers, DOCUMENTS[form])


class _Bytes(Response):  # type: ignore[misc]
    """An answer that is no text."""

    def __init__(self, body: bytes, headers: dict[str, str], media_type: str) -> None:
        super().__init__(body, headers=headers, content_type=media_type)

    async def asgi_send(self, send: Any) -> None:
        headers = {**self.headers, "content-type": self.content_type}
        raw = [[key.encode(), value.encode()] for key, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": self.body})
