"""The JSON Schemas of what Trucewatch reads and writes, from its own values."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from trucewatch.ledger.kinds import KINDS
from trucewatch.model import Agreement, Claim, Finding, Incident, ObligationStatus, Report

__all__ = ["schemas"]


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema (2020-12) by name: claim, report, incident, finding, obligation, agreement, and entry: what an entry
    of the ledger holds, by its kind."""
    models: dict[str, type[BaseModel]] = {
        "claim": Claim,
        "report": Report,
        "incident": Incident,
        "finding": Finding,
        "obligation": ObligationStatus,
        "agreement": Agreement,
    }
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    found = {name: dialect | model.model_json_schema(by_alias=True) for name, model in models.items()}
    return found | {"entry": dialect | _entry()}


def _entry() -> dict[str, Any]:
    """Every kind of entry with the body it is recorded with. In the chain itself, what quotes others' words (reports,
    claims) stands as the SHA-256 of its content, so that a takedown can remove the words."""
    bodies, together = models_json_schema([(body, "validation") for body in KINDS.values()], by_alias=True)
    kinds = [
        {"properties": {"kind": {"const": kind}, "body": bodies[body, "validation"]}, "required": ["kind", "body"]}
        for kind, body in sorted(KINDS.items())
    ]
    return {"title": "Entry", "description": " ".join((_entry.__doc__ or "").split()), "oneOf": kinds, **together}
