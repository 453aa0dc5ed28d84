"""Compile the catalogues of translations: every .po file of the package to the .mo file beside it.

python scripts/compile_translations.py
"""

import io
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parents[1] / "src/trucewatch/publish/locales"


def compiled(path: Path) -> bytes:
    """The compiled form of one catalogue."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parents[1].name)
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


if __name__ == "__main__":
    for source in sorted(LOCALES.rglob("*.po")):
        source.with_suffix(".mo").write_bytes(compiled(source))
