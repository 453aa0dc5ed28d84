"""A report: what one publisher put out, as text, and where its bytes lie."""

from datetime import date, datetime

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

__all__ = ["Capture", "Copy", "Report", "TextSpan", "TimeCode", "heard_at"]


class TextSpan(BaseModel):
    """Characters `start` to `end` (exclusive) of a report's text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class TimeCode(BaseModel):
    """Characters `start` to `end` of a report's text are heard or shown from `begins` to `ends`, in seconds from the
    start of the recording. `speaker` is whom a subtitle names, None where it names nobody."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    begins: float = Field(ge=0)
    ends: float = Field(ge=0)
    speaker: str | None = None


class Capture(BaseModel):
    """How the bytes came here: the chain of custody's first link (Berkeley Protocol; harm-legal-notes.md).

    `captured_at` is the moment at which the bytes were taken, `by` who or what took them and `tool` the program with
    its version; `url` and `headers` are the address that was asked and what its server said of the answer; `record` is
    the hash of the whole exchange as kept (a WARC record), where the bytes came over a network. None, and no headers,
    where it is not known.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="of the raw bytes as handed in")
    path: str | None = Field(default=None, description="file name as handed in, without its folder")
    media_type: str = "text/plain"
    size: int = Field(ge=0, description="bytes")
    url: str | None = None
    captured_at: AwareDatetime | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    by: str | None = None
    tool: str | None = None
    record: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$", description="of the stored WARC record")


class Report(BaseModel):
    """One published text. Offsets everywhere are characters into `text`, which is never altered.

    `published` is the date that the publisher gives; None if unknown. `received` is the moment at which this watch's
    people got it, where the input states one. `boilerplate` marks page furniture (donation, copyright, contact, share
    bars): kept as evidence, never coded. `published_at` is the moment of publication and `updated` the date of the last
    change, where the publisher gives them. `reposted_from` is whom the platform names as the origin (a forwarded
    message, a page whose canonical address is another site's); None says nothing about the origin.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    text: str = Field(min_length=1)
    published: date | None = None
    published_at: datetime | None = None
    updated: date | None = None
    received: datetime | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    title: str | None = None
    url: str | None = None
    language: str | None = Field(default=None, description="ISO 639-1; None where detection was not sure enough")
    language_confidence: float | None = Field(default=None, ge=0, le=1, description="of `language`; None with it")
    reposted_from: str | None = None
    upstream_license: str | None = Field(
        default=None, description="licence of the dataset that it was imported from, or 'unknown'; None: not imported"
    )
    boilerplate: tuple[TextSpan, ...] = ()
    time_codes: tuple[TimeCode, ...] = ()
    capture: Capture | None = None

    def is_boilerplate(self, start: int, end: int) -> bool:
        """Whether characters start..end touch page furniture."""
        return any(span.start < end and start < span.end for span in self.boilerplate)


def heard_at(report: Report | None, start: int, end: int) -> str | None:
    """When characters start..end of a report's text begin to be heard or shown, from the start of its recording
    ("00:12:31"); None where its text has no times."""
    begins = [code.begins for code in (report.time_codes if report else ()) if code.start < end and start < code.end]
    if not begins:
        return None
    minutes, seconds = divmod(int(min(begins)), 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"


class Copy(BaseModel):
    """Report `b` repeats report `a`, the earlier one: as a whole, nearly, or in a quoted passage."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    a: str
    b: str
    kind: str = Field(pattern="^(copy|partial)$")
    shared: float = Field(ge=0, le=1, description="share of b's coded words that stand in a")
    reason: str
