import pytest
from hypothesis import given
from hypothesis import strategies as st

from trucewatch.model import Source, SourceKind
from trucewatch.world import SourceIndex

INDEX = SourceIndex(
    (
        Source(id="sohr", name="Syrian Observatory for Human Rights", kind=SourceKind.NGO_MONITOR, aliases=("SOHR",)),
        Source(id="sana", name="SANA", kind=SourceKind.PARTY_STATEMENT),
        Source(id="sdf-press", name="SDF press centre", kind=SourceKind.PARTY_STATEMENT),
        Source(id="caspian", name="Caspian News Agency", kind=SourceKind.OUTLET, aliases=("Caspian",)),
        Source(id="wire", name="Meridian Wire", kind=SourceKind.WIRE),
    )
)


@pytest.mark.parametrize(
    ("text", "source_id"),
    [
        ("SOHR", "sohr"),
        ("Syrian Observatory", "sohr"),
        ("the UK-based Syrian Observatory for Human Rights (SOHR)", "sohr"),
        ("the SDF press center", "sdf-press"),
        ("state news agency SANA", "sana"),
        ("sana", "sana"),
        ("Caspian news website", "caspian"),
        ("MERIDIAN WIRE", "wire"),
        ("Meridien Wire", "wire"),
    ],
)
def test_named_sources(text: str, source_id: str) -> None:
    source = INDEX.resolve(text)
    assert source is not None
    assert source.id == source_id


@pytest.mark.parametrize(
    "text",
    [
        "activists",
        "reports",
        "author",
        "medical sources",
        "activists close to SOHR",
        "SANA and Caspian",
        "the press center",
        "Syrian",
        "Some Other Wire",
        "",
        "?!",
    ],
)
def test_unnamed_and_unknown_sources_are_nobody(text: str) -> None:
    assert INDEX.resolve(text) is None


def test_get() -> None:
    assert INDEX.get("sohr") is INDEX.resolve("SOHR")
    assert INDEX.get("nobody") is None


@given(st.text(max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    INDEX.resolve(text)
