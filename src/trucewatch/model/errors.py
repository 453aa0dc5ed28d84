"""Every error that Trucewatch raises for a reason a user can mend.

    TrucewatchError
    ├── InputError            what was handed in cannot be read: a file, a report, a date
    │   ├── ReportError       one report is unusable (empty, binary, not UTF-8, too large)
    │   └── ConfigError       watch.toml, actors, places, sources or an agreement breaks its rules
    │       └── AgreementError    an agreement fails its schema or contradicts itself
    ├── WatchError            the folder is no watch, or a watch that cannot be used as asked
    ├── LedgerError           the ledger cannot be read or written
    │   ├── ConflictError     another process recorded something first
    │   └── TamperError       an entry or a piece of evidence is not what its hash says
    └── ExtractionError       an extractor cannot run (missing weights, unknown name)

Each message is one sentence that says what was wrong, where, and what to do.
"""

__all__ = [
    "AgreementError",
    "ConfigError",
    "ConflictError",
    "ExtractionError",
    "InputError",
    "LedgerError",
    "ReportError",
    "TamperError",
    "TrucewatchError",
    "WatchError",
]


class TrucewatchError(Exception):
    """The root of the tree; the command line prints its message and exits with 1."""


class InputError(TrucewatchError):
    """What was handed in cannot be read as what it should be."""


class ReportError(InputError):
    """One report is unusable; others in the same input may be fine."""


class ConfigError(InputError):
    """A file of the watch folder breaks its rules; the message names file and place in it."""


class AgreementError(ConfigError):
    """An agreement fails its schema or contradicts itself; the message lists every problem found."""


class WatchError(TrucewatchError):
    """The folder is no watch, or it cannot be used as asked."""


class LedgerError(TrucewatchError):
    """The ledger cannot be read or written; what was stored before is intact."""


class ConflictError(LedgerError):
    """What was to be recorded does not fit what is there by now, as when another process recorded it first."""


class TamperError(LedgerError):
    """An entry or a piece of evidence is not what its hash says."""


class ExtractionError(TrucewatchError):
    """An extractor cannot run."""
