"""Write docs/exports.md from the export formats themselves.

python scripts/document_exports.py
"""

from pathlib import Path

from trucewatch.publish.exports import exporters

PAGE = Path(__file__).parents[1] / "docs" / "exports.md"
HEAD = """# Data exports

`trucewatch export FORMAT --out FILE` writes what may leave under a [release profile](releases.md)
(`--profile`, `public` unless you say otherwise). `trucewatch export --list` names the formats,
`--list --format jsonl` with their crosswalks and losses. The same watch, moments and profile give the same bytes.

Records name the licence of the words they come from as `upstream_license`. A watch states these in `licences.yaml`:

```yaml
licences: {meridian: CC-BY-4.0, closed-desk: no-redistribution}   # a publisher's id or name: its licence
never: [members-only]                                             # further licences that are never passed on
```

Records under `no-redistribution`, `not-redistributable`, `all-rights-withheld`, `acled` or `acled-terms` leave in no
format and under no profile; an incident that rests on one of them stays in too. `--licence NAME` keeps only records
under the named licences. Cells that a spreadsheet would run as a formula are led by an apostrophe, and hidden direction
marks are spelt out as `[U+202E]`.

Claims formats hold every claim known then; view formats hold incidents, findings or obligations of the world up to
`--as-of`. Parquet needs the extra `parquet` (pyarrow).

This page is made by `scripts/document_exports.py`.
"""


def document() -> str:
    """The page."""
    parts = [HEAD]
    for one in exporters().values():
        parts.append(f"\n## {one.title}\n\n`trucewatch export {one.name} --out FILE.{one.suffix}`\n")
        table = "".join(f"| {ours} | {theirs} |\n" for ours, theirs in one.crosswalk)
        parts.append(f"\n| ours | theirs |\n| --- | --- |\n{table}")
        parts.append("\nWhat it loses:\n\n" + "".join(f"- {loss}\n" for loss in one.losses))
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(document(), "utf-8")
