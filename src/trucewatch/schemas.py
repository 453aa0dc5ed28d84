"""The JSON Schemas of what Trucewatch reads and writes, from its own values."""

from typing import Any

from pydantic import BaseModel

from trucewatch.model import Agreement, Claim, Finding, Incident, ObligationStatus, Report

__all__ = ["schemas"]


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema (2020-12) by name: claim, report, incident, finding, obligation, agreement."""
    models: dict[str, type[BaseModel]] = {
        "claim": Claim,
        "report": Report,
        "incident": Incident,
        "finding": Finding,
        "obligation": ObligationStatus,
        "agreement": Agreement,
    }
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {name: dialect | model.model_json_schema(by_alias=True) for name, model in models.items()}
