"""Connections to PostgreSQL from a URL, for the ledger and for whatever else a server keeps there.

The driver is pg8000, because its licence (BSD) is as free as ours and it needs no library of the system. Beside user,
host, port and database, a URL may carry

- `sslmode` as libpq knows it: disable, prefer, require, verify-ca, verify-full;
- `host=/DIR` for a socket;
- `pool_size` (5) connections that are kept and `max_overflow` (10) more under load, for each server process;
  `pool_timeout` (30) seconds that a request waits for one; `pool_recycle` (1800) seconds after which one is made anew.

Where it holds no password, PGPASSWORD is asked for one, so that none need stand in a file.
"""

import getpass
import os
import ssl
from typing import Any

from sqlalchemy import URL, Engine, create_engine

from trucewatch.model.errors import LedgerError

__all__ = ["engine_of"]

_POOL = {"pool_size": (5, 1, 200), "max_overflow": (10, 0, 200), "pool_timeout": (30, 1, 600)}
_POOL |= {"pool_recycle": (1800, 30, 86_400)}


def engine_of(url: URL) -> Engine:
    """Connections to the database that a URL names. LedgerError for an option that is not known or out of its range."""
    where = url.set(drivername="postgresql").render_as_string(hide_password=True)
    query = dict(url.query)
    arguments: dict[str, Any] = {"application_name": "trucewatch"}
    if (context := _encryption(query.pop("sslmode", None), where)) is not None:
        arguments["ssl_context"] = context
    if host := query.pop("host", None):
        arguments["unix_sock"] = f"{host}/.s.PGSQL.{url.port or 5432}"
    arguments["user"] = url.username or os.environ.get("PGUSER") or getpass.getuser()
    if url.password is None and (password := os.environ.get("PGPASSWORD")):
        arguments["password"] = password
    pool = {name: _number(query.pop(name, None), name, where) for name in _POOL}
    if query:
        raise LedgerError(f"The URL {where} has an option {min(query)!r} that is not known; leave it out.")
    plain = url.set(drivername="postgresql+pg8000", query={})
    return create_engine(plain, connect_args=arguments, pool_pre_ping=True, **pool)


def _number(given: Any, name: str, where: str) -> int:
    usual, least, most = _POOL[name]
    if given is None:
        return usual
    if not (isinstance(given, str) and given.isascii() and given.isdigit() and least <= int(given[:9]) <= most):
        raise LedgerError(f"The URL {where} has {name}={given!r}; write a number from {least} to {most}.")
    return int(given)


def _encryption(mode: Any, where: str) -> Any:
    """What pg8000 takes for libpq's sslmode: a context, False for none, None for encryption where the server has it."""
    if mode in (None, "prefer", "allow"):
        return None
    if mode == "disable":
        return False
    if mode not in ("require", "verify-ca", "verify-full"):
        raise LedgerError(
            f"The URL {where} has an unknown sslmode {mode!r}; use disable, prefer, require or verify-full."
        )
    context = ssl.create_default_context()
    context.check_hostname = mode == "verify-full"
    if mode == "require":
        context.verify_mode = ssl.CERT_NONE
    return context
