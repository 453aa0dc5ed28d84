"""Commands on the benchmark: check coded material, run an extractor over it, score predictions."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trucewatch.cli.terminal import app, err_console, out_console, plural, progress_bar

if TYPE_CHECKING:
    from trucewatch.benchmark.material import Material
    from trucewatch.benchmark.scores import BenchScores

group = typer.Typer(no_args_is_help=True, help="The benchmark of claim status: check, run and score (benchmark/).")
app.add_typer(group, name="bench")


class ScoreFormat(StrEnum):
    """How figures are written."""

    TABLE = "table"
    JSON = "json"


Form = Annotated[ScoreFormat, typer.Option("--format", help="A table to read, or one JSON object.")]
Split = Annotated[str | None, typer.Option("--split", metavar="NAME", help="Only this split of splits.json.")]
Gold = Annotated[
    Path, typer.Argument(metavar="GOLD", help="A folder of coded reports, a file of probes, or a folder of both.")
]


@group.command()
def check(gold: Gold = Path("benchmark")) -> None:
    """Check coded material: offsets, wordings, codebook values, links, dates, doubles; exits with 1 if any is amiss.

    Example: trucewatch bench check benchmark
    """
    from trucewatch.benchmark.check import check as checked

    material, problems = checked(gold)
    counts = [plural(len(material.reports), "report"), plural(material.claims, "claim")] if material.folder else []
    counts += [plural(len(material.probes), "probe")] if material.probes else []
    said = plural(len(problems), "problem") if problems else "nothing amiss"
    out_console.print(f"{', '.join(counts)}: {said}", highlight=False, soft_wrap=True)
    for problem in problems:
        _say(str(problem))
    if problems:
        raise typer.Exit(1)


@group.command()
def score(
    gold: Gold,
    pred: Annotated[Path, typer.Argument(metavar="PRED", help="Predicted claims, one JSON object a line.")],
    form: Form = ScoreFormat.TABLE,
    split: Split = None,
    by_report: Annotated[bool, typer.Option("--by-report", help="With --format json: each report besides.")] = False,
) -> None:
    """Score predicted claims against coded ones, field by field.

    Predictions are what `extract --format jsonl` writes, or any JSON Lines with report, trigger (text, start, end),
    type, source and the four status fields. Claims of reports that are not in GOLD are left out and counted.

    Example: trucewatch bench score benchmark predictions.jsonl --format json
    """
    from trucewatch.benchmark.predictions import read_predictions
    from trucewatch.benchmark.scores import score_all, texts_of

    material = _material(gold, split)
    found = read_predictions(pred, texts_of(material))
    if found.unknown:
        _say(f"Left out {plural(found.unknown, 'claim')} of reports that are not among those scored.")
    if found.misplaced:
        _say(
            f"Took {plural(found.misplaced, 'trigger')} by the offsets, where other words stand than those given; "
            "offsets are characters from 0, the end exclusive."
        )
    _show(score_all(material, found.claims), form, by_report)


@group.command()
def run(
    gold: Gold = Path("benchmark"),
    extractor: Annotated[
        str, typer.Option("--extractor", help="keywords, default, english, rules, russian, arabic or llm.")
    ] = "default",
    llm: Annotated[bool, typer.Option("--llm", help="A language model: the same as --extractor llm.")] = False,
    url: Annotated[str | None, typer.Option("--url", help="Its base URL.", show_default="TRUCEWATCH_LLM_URL")] = None,
    model: Annotated[
        str | None, typer.Option("--model", help="Its name there.", show_default="TRUCEWATCH_LLM_MODEL")
    ] = None,
    form: Form = ScoreFormat.TABLE,
    split: Split = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Keep the predictions here.")] = None,
) -> None:
    """Run an extractor over the benchmark's texts and score what it reads.

    With --llm the texts go to an OpenAI-compatible endpoint, named here or in the environment, and nowhere else; a key
    is taken from TRUCEWATCH_LLM_KEY alone (docs/llm.md).

    Example: trucewatch bench run benchmark --extractor rules --out rules.jsonl
    """
    from trucewatch.benchmark.runs import endpoint_of, predictions_of, reader_of
    from trucewatch.benchmark.scores import score_all

    material = _material(gold, split)
    name = "llm" if llm else extractor
    reader = reader_of(name, endpoint_of(url, model) if name == "llm" else None)
    with progress_bar(f"reading with {name}") as progress:
        claims = list(predictions_of(material, reader, progress))
    if out is not None:
        out.write_text("".join(f"{claim.model_dump_json()}\n" for claim in claims), "utf-8")
        _say(f"Wrote {plural(len(claims), 'claim')} to {out}")
    _show(score_all(material, claims), form, by_report=False)


def _material(gold: Path, split: str | None) -> "Material":
    from trucewatch.benchmark.material import Material

    material = Material.at(gold)
    return material.split(split) if split else material


def _say(sentence: str) -> None:
    err_console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def _show(scores: "BenchScores", form: ScoreFormat, by_report: bool) -> None:
    found = scores.as_dict(by_report)
    if form is ScoreFormat.JSON:
        typer.echo(json.dumps(found, indent=1, ensure_ascii=False))
        return
    from rich.table import Table

    for part in ("claims", "probes"):
        if part not in found:
            continue
        table = Table("figure", "value", title={"claims": "coded reports", "probes": "probes"}[part])
        for name, value in found[part].items():
            if name != "by_category":
                table.add_row(name, _cell(value))
        out_console.print(table)
    if "probes" in found:
        _show_categories(found["probes"]["by_category"])


def _show_categories(categories: dict[str, dict[str, int]]) -> None:
    from rich.table import Table

    table = Table("kind of probe", "coded", "found", "status right")
    for name, row in categories.items():
        table.add_row(name, *(str(row[part]) for part in ("gold", "found", "status")))
    out_console.print(table)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)
