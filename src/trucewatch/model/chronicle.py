"""Small values about an agreement's text: dated points, differences, quoted versions, parallel counts."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["AgreementPoint", "Count", "Difference", "OfficialCount", "VersionQuote"]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AgreementPoint(_Value):
    """One dated thing in an agreement's life. `when` is the moment as written, `day` its day; `version` the text or
    boundary version that it rests on, None where the file does not say; `contested` where another date is given too."""

    day: date
    when: str
    kind: str
    what: str
    version: str | None = None
    contested: bool = False


class Difference(_Value):
    """What two agreements, or two versions of one text, say differently: `entry` names the place, None: nothing."""

    entry: str
    kind: str = Field(pattern="^(added|removed|changed)$")
    before: str | None = None
    after: str | None = None


class VersionQuote(_Value):
    """A report that states a day for a duty. `versions` whose day it is (empty: no known version's); `ruling` the day
    of the text that binds and `superseded_since` from when that text was public, None where it was not by the day
    asked about. `stale`: published after that, and yet with another version's day."""

    claim: str
    report: str
    published: date | None
    duty: str
    quoted: date
    versions: tuple[str, ...]
    ruling: date | None
    ruling_version: str | None
    superseded_since: date | None
    agrees: bool
    stale: bool


class Count(_Value):
    """Findings counted three ways, never netted: established, with probable, all alleged. `observer` is an origin
    whose claims they rest on (None: all origins together), `side` the side said to have acted ("unknown" where
    unsaid, "both" in a mutual exchange; None: all sides). `open` are indeterminate findings, counted in none."""

    agreement: str
    observer: str | None = None
    side: str | None = None
    established: int
    with_probable: int
    all_alleged: int
    open: int = 0


class OfficialCount(_Value):
    """A number of violations that somebody gives for a day or span: his count, not ours. `where` as worded, None: in
    all; `confirmed` how many of them he says are confirmed."""

    observer: str
    first: date | None
    last: date | None
    number: int
    confirmed: int | None = None
    where: str | None = None
    claim: str | None = None
    report: str
    words: str
