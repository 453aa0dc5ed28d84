"""Actors written into a watch's actors.yaml: what a person wrote there, comments and order, stays as it is."""

import json
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trucewatch.model import Actor
from trucewatch.model.errors import ConfigError
from trucewatch.world.loading import load_actors
from trucewatch.world.names import fold

__all__ = ["append_actors", "entry_of", "id_for"]

_EMPTY = re.compile(r"^actors:\s*\[\s*\]\s*$", re.MULTILINE)


def id_for(name: str, taken: Sequence[str]) -> str:
    """An id made of a name, with a number where it is taken."""
    base = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-") or "actor"
    number = next(n for n in range(1, len(taken) + 2) if (base if n == 1 else f"{base}-{n}") not in taken)
    return base if number == 1 else f"{base}-{number}"


def entry_of(actor: Actor) -> str:
    """An actor as one line of actors.yaml."""
    parts: dict[str, Any] = {"id": actor.id, "name": actor.name, "side": actor.side or "none", "kind": str(actor.kind)}
    if actor.aliases:
        parts["aliases"] = list(actor.aliases)
    if actor.relations:
        parts["rels"] = [
            {
                str(r.kind): r.to,
                **({"from": str(r.since)} if r.since else {}),
                **({"to": str(r.until)} if r.until else {}),
                **({"note": r.note} if r.note else {}),
            }
            for r in actor.relations
        ]
    if actor.valid_from or actor.valid_to:
        parts["valid"] = [d and str(d) for d in (actor.valid_from, actor.valid_to)]
    if actor.standing:
        parts["standing"] = actor.standing
    if actor.note:
        parts["note"] = actor.note
    return "- " + json.dumps(parts, ensure_ascii=False)  # JSON is YAML, whatever the names hold


def append_actors(path: Path, actors: Sequence[Actor]) -> None:
    """Add entries at the end of the file. What results is checked first; where it breaks the rules the file stays as it
    was and ConfigError says why."""
    text = path.read_text("utf-8-sig") if path.exists() else "actors: []\n"
    lines = "\n".join(entry_of(a) for a in actors)
    if _EMPTY.search(text):
        text = _EMPTY.sub("actors:", text)
    elif not re.search(r"^actors:\s*$", text, re.MULTILINE):
        raise ConfigError(f"{path} has no list 'actors:' with one entry a line, so none was added; add it by hand.")
    whole = f"{text.rstrip()}\n{lines}\n"
    handle, name = tempfile.mkstemp(suffix=".yaml", dir=path.parent)
    os.close(handle)
    part = Path(name)
    try:
        part.write_text(whole, "utf-8")
        try:
            load_actors(part)
        except ConfigError as error:
            raise ConfigError(str(error).replace(str(part), str(path))) from None
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
