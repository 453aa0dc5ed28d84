"""Reports that somebody uploads: held apart under names of our own, read in isolation, and recorded in their name.

What is uploaded may be built to do harm. It is never opened in this process: ingest/isolation.py reads each file in a
process with limits of time and memory. What cannot be read goes on the watch's quarantine list, and its bytes go away.
"""

import asyncio
import re
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.formparsers import MultiPartException

from trucewatch.publish.wording import counted
from trucewatch.watch import Added, Watch
from trucewatch.workbench.answers import page
from trucewatch.workbench.forms import same_origin
from trucewatch.workbench.people import Person, Role, current_person, current_session
from trucewatch.workbench.people.access import check_csrf
from trucewatch.workbench.refusals import Refusal

if TYPE_CHECKING:
    from trucewatch.workbench.desk import Desk

__all__ = ["MOST_FILES", "upload_routes"]

MOST_FILES = 20
_BLOCK = 1 << 20
_AT_ONCE = 2
_SUFFIX = re.compile(r"(\.[A-Za-z0-9]{1,8}){1,2}$")


@dataclass(frozen=True)
class Told:
    """What became of an upload, in sentences."""

    done: str
    refused: tuple[str, ...]


def upload_routes(desk: "Desk") -> APIRouter:
    """POST /w/WATCH/upload: up to twenty files of one form."""
    router = APIRouter(include_in_schema=False)
    turns = asyncio.Semaphore(_AT_ONCE)

    @router.post("/w/{watch}/upload")
    async def upload(request: Request, watch: str) -> Response:
        same_origin(request)
        person = _who(request, desk, watch)
        async with turns, _received(request, desk.watches[watch].folder) as files:
            told = await asyncio.to_thread(_read, desk.watches[watch], files, person)
        return page("uploaded.html", title="Reports added", watch=watch, told=told)

    return router


def _who(request: Request, desk: "Desk", watch: str) -> Person:
    person, session = current_person(request), current_session(request)
    if person is None or session is None:
        raise Refusal(401, "Sign in to go on.")
    if watch not in desk.watches or not person.may(Role.CODER, watch):
        raise Refusal(403, f"Adding reports needs the role {Role.CODER} in this watch.")
    check_csrf(session, request.query_params.get("csrf", ""))
    return person


@asynccontextmanager
async def _received(request: Request, folder: Path) -> AsyncIterator[dict[Path, str]]:
    """The files of the form, each under a name of our own with the ending it had, and the names they came with. They
    lie in a folder that only this process may enter, and are gone afterwards."""
    held = folder / "incoming" / secrets.token_hex(8)
    held.mkdir(parents=True, mode=0o700)
    try:
        files = await _kept(request, held)
        if not files:
            raise Refusal(400, "There was no file in the form; choose at least one.")
        yield files
    finally:
        await asyncio.to_thread(shutil.rmtree, held, ignore_errors=True)


async def _kept(request: Request, held: Path) -> dict[Path, str]:
    files: dict[Path, str] = {}
    try:
        async with request.form(max_files=MOST_FILES, max_fields=4) as form:
            for value in form.getlist("reports"):
                if isinstance(value, UploadFile) and value.filename:
                    ending = _SUFFIX.search(value.filename)
                    file = held / f"upload-{len(files) + 1}{ending[0].lower() if ending else ''}"
                    await asyncio.to_thread(_keep, value, file)
                    files[file] = value.filename
    except (MultiPartException, StarletteHTTPException) as error:
        raise Refusal(400, f"Upload up to {MOST_FILES} files with the form of the page; this was none.") from error
    return files


def _keep(upload: UploadFile, file: Path) -> None:
    with file.open("xb") as target:
        shutil.copyfileobj(upload.file, target, _BLOCK)
    file.chmod(0o600)


def _read(watch: Watch, files: dict[Path, str], person: Person) -> Told:
    done = watch.add(list(files), by=person.name)
    names = {called: name for file, name in files.items() for called in (str(file), file.name)}
    return Told(_summary(done), tuple(_named(sentence, names) for sentence in done.refused))


def _summary(done: Added) -> str:
    parts = [counted(len(done.new), "new report"), counted(done.claims, "claim")]
    if done.known:
        parts.append(f"{counted(len(done.known), 'report')} that were here already")
    if done.unread:
        parts.append(f"{counted(len(done.unread), 'report')} in a language that nothing here reads")
    return ", ".join(parts) + "."


def _named(sentence: str, names: dict[str, str]) -> str:
    """A sentence about a file, by the name under which it was uploaded."""
    for path, name in names.items():
        sentence = sentence.replace(path, name)
    return sentence
