"""Opaque places in a list: signed, and good only for the list, the filters and the profile that they were given for."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping

from trucewatch.workbench.refusals import Refusal

__all__ = ["Cursors"]

_MAC = 16
_LONGEST = 2000


class Cursors:
    """Makes and reads cursors with a secret of the server, so that they outlive a restart and hold for each of its
    processes."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def make(self, last: str, asked: Mapping[str, str]) -> str:
        """The place after `last` in the list that was asked for."""
        told = json.dumps([last, _digest(asked)], ensure_ascii=False).encode()
        return base64.urlsafe_b64encode(self._mac(told) + told).decode().rstrip("=")

    def read(self, cursor: str, asked: Mapping[str, str]) -> str:
        """The last thing before the place. Refusal (400) for a cursor that this server has not given, or that belongs
        to another list."""
        try:
            if len(cursor) > _LONGEST:
                raise ValueError
            raw = base64.b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            mac, told = raw[:_MAC], raw[_MAC:]
            if not hmac.compare_digest(mac, self._mac(told)):
                raise ValueError
            last, digest = json.loads(told)
        except (ValueError, UnicodeError, binascii.Error) as error:
            raise Refusal(400, "The cursor is none that this server has given; begin the list anew.") from error
        if digest != _digest(asked):
            raise Refusal(400, "The cursor belongs to another list, or to other filters; begin the list anew.")
        return str(last)

    def _mac(self, told: bytes) -> bytes:
        return hmac.digest(self._secret, told, "sha256")[:_MAC]


def _digest(asked: Mapping[str, str]) -> str:
    plain = json.dumps(sorted(asked.items()), ensure_ascii=False)
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:24]
