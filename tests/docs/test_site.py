"""The documentation site builds strictly, loads nothing from elsewhere, and every page can be found."""

import os
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
NOWHERE = "http://127.0.0.1:9"
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src", "audio": "src"}


class _Resources(HTMLParser):
    """Addresses that a browser asks for when it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.undescribed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in LOADED and named.get(LOADED[tag]):
            self.addresses.append(named[LOADED[tag]] or "")
        if tag == "link" and named.get("rel") not in {"canonical", "next", "prev", "author", "license", "edit"}:
            self.addresses.append(named.get("href") or "")
        if tag == "img" and not named.get("alt"):
            self.undescribed.append(str(named.get("src")))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)],
        cwd=ROOT,
        env={
            **os.environ,
            "NO_MKDOCS_2_WARNING": "1",
            "http_proxy": "http://127.0.0.1:9",
            "https_proxy": "http://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return folder


PAGES = """
index tutorial install commands findings exports quality model-card data-card cite python releases llm
reference/settings reference/schemas reference/exceptions reference/rules reference/python reference/event-types
howto/new-conflict howto/new-agreement howto/acled howto/exports howto/sensitive
benchmarks threat-model server api scale workbench howto/coding-team project/benchmark
explanation/why-claims explanation/two-clocks explanation/weighing explanation/findings explanation/do-no-harm
examples/syria-2017 project/changelog project/security project/conduct
"""


def test_the_site_has_a_page_for_each_purpose(site: Path) -> None:
    missing = [page for page in PAGES.split() if not (site / f"{page}.html").is_file()]
    assert not missing
    assert list((site / "notebooks").glob("*.ipynb"))


def test_no_page_stands_twice_in_the_menu() -> None:
    placed = re.findall(r"[\w./-]+\.md$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE)
    assert sorted(placed) == sorted(set(placed))


def test_no_page_loads_anything_from_elsewhere_and_every_picture_is_described(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        found = _Resources()
        found.feed(page.read_text("utf-8"))
        foreign = [address for address in found.addresses if re.match(r"(?:[a-z]+:)?//", address)]
        assert not foreign, f"{page.name} loads {foreign}"
        assert not found.undescribed, f"{page.name}: pictures without words: {found.undescribed}"
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:@import|url\()\s*[\"']?(?:https?:)?//", sheet.read_text("utf-8")), sheet


def test_pages_can_be_read_from_a_disk_and_searched(site: Path) -> None:
    assert (site / "search" / "search_index.json").stat().st_size > 100_000
    home = (site / "index.html").read_text("utf-8")
    assert 'href="tutorial.html"' in home
    assert "mermaid" not in home


def test_pictures_hold_no_script_and_say_what_they_show() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.svg"))
    assert len(pictures) >= 6
    for picture in pictures:
        text = picture.read_text("utf-8")
        assert "<title" in text
        assert 'role="img"' in text
        assert not re.search(r"<script|onload|href=\"http|<foreignObject", text)


def test_the_site_is_told_to_load_no_fonts() -> None:
    class _Loader(yaml.SafeLoader):
        pass

    _Loader.add_multi_constructor("", lambda *_: None)
    settings = yaml.load((ROOT / "mkdocs.yml").read_text("utf-8"), Loader=_Loader)
    assert settings["theme"]["font"] is False
    assert settings["strict"] is True


def test_every_extra_is_named_where_one_installs() -> None:
    made = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    told = (ROOT / "docs" / "install.md").read_text("utf-8")
    extras = set(made["project"]["optional-dependencies"]) - {"dev"}
    assert {name for name in extras if f"| `{name}` |" not in told} == set()
