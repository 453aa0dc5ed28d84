"""How people prove who they are: passwords (argon2id), second factors (TOTP), and words that only they were given."""

import hashlib
import hmac
import re
import secrets
import time
import unicodedata

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from trucewatch.model.errors import InputError

__all__ = [
    "LEAST_LETTERS",
    "MOST_LETTERS",
    "check_name",
    "check_password",
    "digest",
    "folded",
    "hashed",
    "matches",
    "new_totp",
    "new_word",
    "stale_hash",
    "totp_step",
    "totp_uri",
]

LEAST_LETTERS, MOST_LETTERS = 12, 200
"""Of a password. Length is what makes one strong (NIST SP 800-63B); the upper bound keeps hashing cheap."""

_HASHER = PasswordHasher()  # argon2id with the library's RFC 9106 "low memory" parameters
_NOBODY = _HASHER.hash(secrets.token_hex(16))
_STEP_S = 30


def check_name(name: str) -> str:
    """A name to sign in with, tidied; InputError if it has none of a name, or letters that cannot be seen."""
    name = unicodedata.normalize("NFC", name).strip()
    if not re.fullmatch(r"[^\W_][\w .@'’-]{1,78}", name) or name.casefold() == "trucewatch":
        raise InputError(
            "A name has 2 to 79 letters, digits, spaces, dots, hyphens or @, and begins with a letter or digit; "
            "choose another."
        )
    return name


def folded(name: str) -> str:
    """The name without case and width, by which twins are found."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:160]


def check_password(password: str, name: str) -> None:
    """InputError for a password that is too short, too long, all one letter, or the name."""
    if not LEAST_LETTERS <= len(password) <= MOST_LETTERS:
        raise InputError(f"A password has {LEAST_LETTERS} to {MOST_LETTERS} letters; a few words make a good one.")
    if len(set(password)) < 5 or (folded(name) in folded(password) and len(password) < len(name) + 8):
        raise InputError("That password is easily guessed; choose a few words that do not hold your name.")


def hashed(password: str) -> str:
    """The password's argon2id hash."""
    return _HASHER.hash(password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed. With nothing stored it takes as long and says no, so that time
    does not tell whether there is such a person."""
    try:
        return _HASHER.verify(stored or _NOBODY, password[: MOST_LETTERS + 1]) and stored is not None
    except (Argon2Error, InvalidHashError):
        return False


def stale_hash(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


def new_word() -> str:
    """A word of 256 bits that nobody can guess, for cookies, tokens and links."""
    return secrets.token_urlsafe(32)


def digest(word: str) -> str:
    """What is stored of such a word: its SHA-256."""
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()


def new_totp() -> str:
    """A new secret for an authenticator, in base32."""
    return pyotp.random_base32()


def totp_uri(secret: str, name: str) -> str:
    """The address that an authenticator reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Trucewatch")


def totp_step(secret: str, code: str, after: int, now: float | None = None) -> int | None:
    """The time step that a code is of: this one, or the one before or after it, since clocks differ. None for a wrong
    code, and for one not later than `after`, the last one used."""
    if not re.fullmatch(r"\d{6}", code := code.replace(" ", "")[:12]):
        return None
    at = int(time.time() if now is None else now)
    totp = pyotp.TOTP(secret)
    for shift in (0, -1, 1):
        step = at // _STEP_S + shift
        if hmac.compare_digest(totp.at(step * _STEP_S), code):
            return step if step > after else None
    return None
