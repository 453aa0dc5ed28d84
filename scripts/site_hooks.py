"""What the documentation site adds to the pages in docs/: pages of the project that lie outside of it, links to them,
and pages that mkdocs.yml does not place.

MkDocs loads this file (mkdocs.yml, `hooks`). Links in the pages are those of the repository, so that they lead
somewhere there too; here they are turned into links of the site, and what the site lacks is named without a link.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
OUTSIDE = {
    "CHANGELOG.md": "project/changelog.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CODE_OF_CONDUCT.md": "project/conduct.md",
    "SECURITY.md": "project/security.md",
    "benchmark/README.md": "project/benchmark.md",
}
"""Pages of the repository that the site shows, by where they lie there."""
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)


def _outside() -> dict[str, str]:
    """Repository path of every page from outside docs/, with its path in the site."""
    found = {path: shown for path, shown in OUTSIDE.items() if (ROOT / path).is_file()}
    for readme in sorted((ROOT / "examples").glob("*/README.md")):
        found[str(readme.relative_to(ROOT))] = f"examples/{readme.parent.name}.md"
    for book in sorted((ROOT / "examples" / "notebooks").glob("*.ipynb")):
        found[str(book.relative_to(ROOT))] = f"notebooks/{book.name}"
    for name in ("CITATION.cff", "LICENSE", "NOTICE"):
        if (ROOT / name).is_file():
            found[name] = f"project/{name}"
    return found


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Place what mkdocs.yml does not: beside the other pages of its folder, else under "More"."""
    if config.nav is None:
        return config
    placed = set(_paths(config.nav))
    pages = [path.relative_to(DOCS).as_posix() for path in sorted(DOCS.rglob("*.md"))]
    pages += [shown for shown in _outside().values() if shown.endswith(".md")]
    unplaced = [page for page in pages if page not in placed and page != "index.md"]
    more = [page for page in unplaced if not _beside(config.nav, page)]
    if more:
        config.nav.append({"More": more})
    return config


def _beside(nav: Any, page: str) -> bool:
    """Add a page to the section that holds others of its folder; whether there is one."""
    folder = posixpath.dirname(page)
    if isinstance(nav, dict):
        return any(_beside(part, page) for part in nav.values())
    if not folder or isinstance(nav, str):
        return False
    own = [path for part in nav for path in ([part] if isinstance(part, str) else _titled(part))]
    if any(posixpath.dirname(path) == folder for path in own):
        nav.append(page)
        return True
    return any(_beside(part, page) for part in nav)


def _titled(part: Any) -> list[str]:
    """The path of a page that is placed under a title of its own."""
    return [path for path in part.values() if isinstance(path, str)] if isinstance(part, dict) else []


def _paths(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    parts = nav.values() if isinstance(nav, dict) else nav
    return [path for part in parts for path in _paths(part)]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages and files from outside docs/."""
    for path, shown in _outside().items():
        files.append(File.generated(config, shown, content=(ROOT / path).read_bytes()))
    return files


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Turn links of the repository into links of the site."""
    outside = _outside()
    sources = {shown: path for path, shown in outside.items()}
    here = page.file.src_uri
    source = sources.get(here, f"docs/{here}")
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\0{len(kept) - 1}\0"

    def turn(found: re.Match[str]) -> str:
        return _turned(found, source, here, outside)

    text = _LINK.sub(turn, _CODE.sub(keep, markdown))
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], text)


def _turned(found: re.Match[str], source: str, here: str, outside: dict[str, str]) -> str:
    target, _, anchor = found["target"].partition("#")
    if not target or ":" in target:
        return found[0]
    path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
    shown = outside.get(path) or outside.get(f"{path}/README.md")
    if shown is None and path.startswith("docs/") and (ROOT / path).is_file():
        shown = path.removeprefix("docs/")
    if shown is None:
        # A directory or a file of the repository: named, not linked. What is nowhere stays, and the strict build fails.
        return found["text"] if (ROOT / path).exists() else found[0]
    to = posixpath.relpath(shown, posixpath.dirname(here) or ".")
    return f"{found['image']}[{found['text']}]({to}{f'#{anchor}' if anchor else ''})"
