"""Predictions against coded material: the figures of the reports (trucewatch.extract.scoring) and of the probes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trucewatch.benchmark.material import Material
from trucewatch.benchmark.probing import ProbeFigures, score_probes
from trucewatch.extract.scoring import Scores, load_gold, score
from trucewatch.model import Claim
from trucewatch.model.errors import InputError

__all__ = ["BenchScores", "score_all", "texts_of"]


@dataclass(frozen=True)
class BenchScores:
    """What came of it: None for a part that the material does not have."""

    claims: Scores | None
    probes: ProbeFigures | None

    def as_dict(self, by_report: bool = False) -> dict[str, Any]:
        """The figures by part and name; with `by_report` those of each report besides."""
        parts: dict[str, Any] = {}
        if self.claims is not None:
            parts["claims"] = self.claims.total.as_dict()
        if self.probes is not None:
            parts["probes"] = self.probes.as_dict()
        if by_report and self.claims is not None:
            parts["reports"] = {report: figures.as_dict() for report, figures in self.claims.by_report.items()}
        return parts


def score_all(material: Material, predictions: Sequence[Claim]) -> BenchScores:
    """Score predictions on all of a material. Errors: InputError where its coding is broken."""
    claims = probes = None
    if material.folder is not None and material.codings:
        gold = [doc for doc in load_gold(material.folder) if doc.report.id in material.codings]
        claims = score(gold, predictions)
    if material.probes:
        try:
            probes = score_probes(material.probes, predictions)
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(
                f"The probes in {material.path} are not coded as they should be ({error}); "
                "`trucewatch bench check` says where."
            ) from error
    return BenchScores(claims, probes)


def texts_of(material: Material) -> Mapping[str, str]:
    """The text of every report and probe by its id."""
    return {row["id"]: row["text"] for row in (*material.reports.values(), *material.probes)}
