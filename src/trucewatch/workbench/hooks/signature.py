"""How a delivery is signed, so that whoever gets it knows who sent it and when.

    Trucewatch-Signature: t=1496275200,v1=5257a869e7…

`t` is the moment of sending (Unix time), `v1` the HMAC-SHA256, in hexadecimal, of "t.body" under the subscription's
secret. A receiver refuses a signature that is older than five minutes, and a delivery whose id it has seen: so nothing
can be sent a second time by whoever overheard it.
"""

import hmac
import re

__all__ = ["FRESH_S", "SIGNATURE", "signed", "verify"]

SIGNATURE = "Trucewatch-Signature"
FRESH_S = 300
_FORM = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


def signed(secret: str, body: bytes, at: int) -> str:
    """The signature of a body that is sent at a moment (Unix time)."""
    return f"t={at},v1={_mac(secret, body, at)}"


def verify(secret: str, header: str, body: bytes, now: float) -> bool:
    """Whether a signature is of this body, under this secret, and not older (nor newer) than five minutes."""
    found = _FORM.fullmatch(header)
    if found is None or abs(now - int(found[1])) > FRESH_S:
        return False
    return hmac.compare_digest(found[2], _mac(secret, body, int(found[1])))


def _mac(secret: str, body: bytes, at: int) -> str:
    return hmac.new(secret.encode(), f"{at}.".encode() + body, "sha256").hexdigest()
