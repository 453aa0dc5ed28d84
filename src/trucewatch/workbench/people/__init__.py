"""Who may do what: people, their roles in each watch, sessions, tokens, and how they prove who they are.

People are kept beside the watches and not in a ledger, since secrets must be removable; what people decide is in the
ledger, with their names. What happened to accounts and rights is a list that only grows (`People.happenings`).
"""

from trucewatch.workbench.people.access import current_person, current_session, needs, watch_of
from trucewatch.workbench.people.roles import EVERYWHERE, Person, Role, Scope
from trucewatch.workbench.people.sessions import Session
from trucewatch.workbench.people.store import People

__all__ = [
    "EVERYWHERE",
    "People",
    "Person",
    "Role",
    "Scope",
    "Session",
    "current_person",
    "current_session",
    "needs",
    "watch_of",
]
