"""Time stamps of the chain's end by a time-stamping authority (RFC 3161): proof that the ledger existed by then which
does not rest on its own clock, nor on whoever keeps it.

What is stamped is the head's hash, as its 64 letters in ASCII. The authority's whole answer is kept in an entry, so
that `openssl ts -verify` can check it without Trucewatch. Nothing but that hash leaves the machine. Needs the extra
`trucewatch[timestamps]` (rfc3161-client, with cryptography).
"""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from trucewatch.ledger.base import Ledger
from trucewatch.ledger.entry import GENESIS, Entry
from trucewatch.ledger.kinds import HeadStamped
from trucewatch.ledger.reading import Reading
from trucewatch.model.errors import LedgerError, TamperError

__all__ = ["Stamp", "stamp", "stamps"]

_SECONDS = 30.0
_MOST_BYTES = 1_000_000


@dataclass(frozen=True)
class Stamp:
    """A stamped end of the chain: the entry that holds it, the number and hash that were stamped, when and by whom the
    authority says, and whether its signature was checked up to a trusted certificate."""

    entry: int
    seq: int
    hash: str
    stamped_at: datetime
    authority: str
    checked: bool


def stamp(ledger: Ledger, url: str, *, by: str, roots: Path | None = None) -> Entry:
    """Have the chain's end stamped by the authority at a URL and record its answer. With `roots`, a PEM file of trusted
    certificates, the signature is checked first. LedgerError if the authority cannot be reached or refuses, TamperError
    if what it signed is something else."""
    client, head, trusted = _client(), ledger.head(), _trusted(roots)
    if head.hash == GENESIS:
        raise LedgerError("The ledger is empty, so there is nothing to stamp; add reports first.")
    request = (
        client.TimestampRequestBuilder().data(head.hash.encode()).hash_algorithm(client.HashAlgorithm.SHA256).build()
    )
    raw = _ask(url, request.as_bytes())
    answer = _decoded(raw, url)
    if answer.tst_info.nonce != request.nonce:
        raise TamperError(f"The time-stamping authority {url} answered another request; ask it again.")
    _check(answer, head.hash, trusted, url)
    body = HeadStamped(
        seq=head.seq,
        hash=head.hash,
        stamped_at=answer.tst_info.gen_time,
        authority=url,
        answer=base64.b64encode(raw).decode(),
    )
    return ledger.append(body.kind, body, by=by)


def stamps(ledger: Reading, *, roots: Path | None = None) -> Iterator[Stamp]:
    """Every recorded time stamp, checked: that it is of the entry that the chain holds, and, with `roots`, that its
    signature leads to one of those certificates. TamperError for the first one that does not hold."""
    trusted = _trusted(roots)
    for entry in ledger.entries(HeadStamped.kind):
        body = HeadStamped.model_validate(entry.body)
        where = f"entry {entry.seq} ({entry.kind})"
        if ledger.entry(body.seq).hash != body.hash:
            raise TamperError(f"The time stamp in {where} is of another entry {body.seq} than the ledger's; verify it.")
        answer = _decoded(base64.b64decode(body.answer), where)
        _check(answer, body.hash, trusted, where)
        yield Stamp(entry.seq, body.seq, body.hash, answer.tst_info.gen_time, body.authority, checked=bool(trusted))


def _client() -> ModuleType:
    try:
        import rfc3161_client
    except ImportError:
        raise LedgerError("Time stamps need an extra: install it with pip install 'trucewatch[timestamps]'.") from None
    return rfc3161_client


def _ask(url: str, request: bytes) -> bytes:
    import httpx

    kind = {"Content-Type": "application/timestamp-query"}
    try:
        answer = httpx.post(url, content=request, headers=kind, timeout=_SECONDS, follow_redirects=False)
        answer.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise LedgerError(f"The time-stamping authority {url} gave no stamp ({error}); check the address.") from error
    if len(answer.content) > _MOST_BYTES:
        raise LedgerError(f"The time-stamping authority {url} answered with too many bytes; check the address.")
    return answer.content


def _decoded(raw: bytes, where: str) -> Any:
    try:
        answer = _client().decode_timestamp_response(raw)
        granted = answer.status in (0, 1)
        said = "; ".join(answer.status_string)
        if granted:
            answer.tst_info  # noqa: B018 - raises where there is none
    except ValueError as error:
        raise LedgerError(f"The answer of {where} is no time stamp ({error}); name an RFC 3161 authority.") from error
    if not granted:
        raise LedgerError(f"The time-stamping authority {where} refused ({said or answer.status}); ask another.")
    return answer


def _trusted(roots: Path | None) -> list[Any]:
    if roots is None:
        return []
    from cryptography import x509

    try:
        return x509.load_pem_x509_certificates(roots.read_bytes())
    except (OSError, ValueError) as error:
        raise LedgerError(f"{roots} holds no certificates in PEM form ({error}); name another file.") from error


def _check(answer: Any, stamped: str, trusted: list[Any], where: str) -> None:
    """TamperError unless the answer is of that hash and, where certificates are trusted, signed under one of them."""
    import hashlib

    imprint = answer.tst_info.message_imprint.message
    if bytes(imprint) != hashlib.sha256(stamped.encode()).digest():
        raise TamperError(f"The time stamp of {where} is of something else than {stamped}; do not rely on it.")
    if not trusted:
        return
    client = _client()
    builder = client.VerifierBuilder()
    for certificate in trusted:
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(answer, stamped.encode())
    except (client.VerificationError, ValueError) as error:
        message = f"The time stamp of {where} is not signed under the given certificates ({error}); do not rely on it."
        raise TamperError(message) from error
