"""Acts of saying, and who asserts an event by them (codebook, Who says so)."""

from dataclasses import dataclass

from trucewatch.extract.arabic.phrases import Phrase
from trucewatch.extract.arabic.tokens import Parsed, Token
from trucewatch.model import AUTHOR

__all__ = ["Act", "Attribution", "is_object_case"]


@dataclass(frozen=True, eq=False)
class Act:
    """One act of saying. The words `first` to `last` are what it says; `kind` as in the lexicon's speech, or
    "phrase" and "document" for "بحسب"; `via` its verb or preposition; `speaker` the words that name the speaker,
    `source` the speaker as worded, taken back to an earlier mention where only a pronoun stands."""

    kind: str
    via: Token
    source: str
    speaker: Phrase | None
    first: int
    last: int

    def covers(self, token: Token) -> bool:
        """Whether a word belongs to what is said."""
        inside = self.speaker is not None and self.speaker.first <= token.i <= self.speaker.last
        return self.first <= token.i <= self.last and token is not self.via and not inside


@dataclass(frozen=True, eq=False)
class Attribution:
    """Who asserts an event: `source` as worded or ("author",), `chain` the speakers around from the innermost
    outwards, `act` the innermost act of saying, None for the report's own voice."""

    source: tuple[str, ...] = (AUTHOR,)
    chain: tuple[str, ...] = ()
    act: Act | None = None

    @property
    def kind(self) -> str:
        """What the innermost speaker does ("author" for the report itself)."""
        return self.act.kind if self.act is not None else "author"

    @property
    def rule(self) -> str:
        """How the source was found."""
        return f"{self.act.kind}:{self.act.via.lemma}" if self.act is not None else "author"


def is_object_case(parsed: Parsed, phrase: Phrase) -> bool:
    """Whether a phrase bears the ending of an object ("اتفاقًا دائمًا"), except right behind "أن" or "لكن"."""
    before = parsed.tokens[phrase.first - 1] if phrase.first else None
    if before is not None and before.tag == "conj":
        return False
    return any("ً" in t.text for t in parsed.tokens[phrase.first : phrase.last + 1])
