"""A ledger in a PostgreSQL database: one writer at a time by an advisory lock, triggers that refuse changes.

One database holds one ledger; it must exist, with the encoding UTF8. connecting.py says what its URL may hold.
"""

from sqlalchemy import URL, Connection, Engine, event, text
from sqlalchemy.exc import SQLAlchemyError

from trucewatch.ledger.connecting import engine_of
from trucewatch.ledger.dialect import WRITES, Dialect
from trucewatch.model.errors import LedgerError

__all__ = ["Postgres"]

_LOCK = 0x7472756365  # "truce"; the lock is the database's own, so ledgers in other databases do not wait for it
_BUSY_S = 600.0

_FUNCTIONS = {
    "trucewatch_in_order": """BEGIN
        IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM entries)
        THEN RAISE EXCEPTION 'entries only follow one another'; END IF; RETURN NEW; END""",
    "trucewatch_never": "BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is never changed or removed'; END",
    "trucewatch_takedown_only": """BEGIN
        IF NOT EXISTS (SELECT 1 FROM entries, json_array_elements_text(entries.body::json -> 'contents') AS gone
                       WHERE entries.kind = 'takedown' AND gone = OLD.sha256)
        THEN RAISE EXCEPTION 'content only goes with a takedown'; END IF; RETURN OLD; END""",
}

_GUARDS = {
    "entries_in_order": "BEFORE INSERT ON {schema}.entries FOR EACH ROW EXECUTE FUNCTION trucewatch_in_order()",
    "entries_unchanged": "BEFORE UPDATE ON {schema}.entries FOR EACH ROW EXECUTE FUNCTION trucewatch_never()",
    "entries_kept": "BEFORE DELETE ON {schema}.entries FOR EACH ROW EXECUTE FUNCTION trucewatch_never()",
    "entries_not_emptied": "BEFORE TRUNCATE ON {schema}.entries FOR EACH STATEMENT EXECUTE FUNCTION trucewatch_never()",
    "contents_unchanged": "BEFORE UPDATE ON {schema}.contents FOR EACH ROW EXECUTE FUNCTION trucewatch_never()",
    "contents_kept": "BEFORE DELETE ON {schema}.contents FOR EACH ROW EXECUTE FUNCTION trucewatch_takedown_only()",
    "contents_not_emptied": "BEFORE TRUNCATE ON {schema}.contents"
    " FOR EACH STATEMENT EXECUTE FUNCTION trucewatch_never()",
}

# By SQLSTATE, the longest that fits (https://www.postgresql.org/docs/current/errcodes-appendix.html).
_EXPLANATIONS = {
    "28": "The database {where} refuses this user or password; check the URL, or set PGPASSWORD.",
    "3D000": "The database of {where} does not exist; make it, for example with createdb, and try again.",
    "53100": "The disk of {where} is full: nothing was recorded; free some space and try again.",
    "53300": "The database {where} has too many connections; wait and try again.",
    "55P03": "Another process is writing to {where}; wait until it is done and try again.",
    "25006": "The ledger {where} is opened read-only; nothing was recorded.",
    "42501": "The user of {where} may not do that ({said}); grant it, or use the owner of the ledger.",
    "42P01": "The database {where} holds no ledger; name one that Trucewatch made.",
    "P0001": "The ledger {where} only grows ({said}); record a new entry.",
    "57": "The database {where} is going down or starting; try again in a moment.",
    "08": "The connection to {where} was lost; what was recorded before stays: try again.",
}


class Postgres:
    """PostgreSQL behind a ledger (design.md: for a team, by URL). `read_only` refuses every writer."""

    def __init__(self, url: URL, *, read_only: bool = False) -> None:
        self.url, self.read_only = url, read_only
        self._engine: Engine | None = None
        self.where = url.set(drivername="postgresql").render_as_string(hide_password=True)

    def exists(self) -> bool:
        """Whether the database holds a ledger's tables. LedgerError if it cannot be reached."""
        try:
            with self.engine().connect() as connection, connection.begin():
                return connection.execute(text("SELECT to_regclass('entries') IS NOT NULL")).scalar() is True
        except SQLAlchemyError as error:
            raise self.explain(error) from error

    def engine(self) -> Engine:
        """Connections to the database; the same ones whenever it is asked for, as each takes a while to make."""
        if self._engine is None:
            self._engine = self._connections()
        return self._engine

    def _connections(self) -> Engine:
        engine = engine_of(self.url)
        event.listen(engine, "begin", self._begin)
        return engine

    def _begin(self, connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") == "AUTOCOMMIT":
            return
        if not options.get(WRITES) or self.read_only:
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {int(_BUSY_S * 1000)}")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")

    def beginning(self) -> Dialect:
        """This database: PostgreSQL lays tables down in one transaction."""
        return self

    def settle(self, begun: Dialect) -> None:
        """Nothing is left to do."""

    def guard(self, connection: Connection) -> None:
        """Install the triggers that keep entries and contents as they are, and keep samples of words out of the
        planner's statistics, where a takedown would not reach them."""
        encoding = connection.execute(text("SHOW server_encoding")).scalar()
        if encoding != "UTF8":
            raise LedgerError(f"The database {self.where} has the encoding {encoding}; make one with UTF8.")
        schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar()
        for name, body in _FUNCTIONS.items():
            connection.exec_driver_sql(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
        for name, body in _GUARDS.items():
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {body.format(schema=schema)}")
        connection.exec_driver_sql("ALTER TABLE contents ALTER COLUMN content SET STATISTICS 0")

    def missing_guards(self, connection: Connection) -> tuple[str, ...]:
        """Names of triggers and functions that are no longer there, are switched off, or are others."""
        schema = connection.execute(text("SELECT quote_ident(current_schema())")).scalar()
        triggers = connection.execute(
            text(
                "SELECT tgname, pg_get_triggerdef(oid) AS made FROM pg_trigger WHERE NOT tgisinternal"
                " AND tgenabled IN ('O', 'A') AND tgrelid IN (to_regclass('entries'), to_regclass('contents'))"
            )
        )
        functions = connection.execute(
            text("SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace")
        )
        made = {row.tgname: row.made for row in triggers} | {row.proname: row.prosrc for row in functions}
        right = {name: f"CREATE TRIGGER {name} {body.format(schema=schema)}" for name, body in _GUARDS.items()}
        return tuple(name for name, body in (right | _FUNCTIONS).items() if made.get(name) != body)

    def discard(self) -> None:
        """Nothing to remove: a transaction that failed left nothing."""

    def wipe(self, engine: Engine) -> None:
        """Write the tables of words anew, so that removed ones lie in none of their files any more. What the server
        keeps beside it (its write-ahead log until it is reused, its backups) is its administrator's to remove."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if (raw := connection.connection.driver_connection) is not None:
                raw.rollback()  # the pool's ping has begun a transaction, in which VACUUM is refused
            connection.exec_driver_sql("VACUUM FULL contents")
            if connection.execute(text("SELECT to_regclass('search_documents')")).scalar() is not None:
                connection.exec_driver_sql("VACUUM FULL search_documents")

    def explain(self, error: Exception) -> LedgerError:
        """PostgreSQL's error as one sentence that says what to do."""
        detail = getattr(getattr(error, "orig", error), "args", ())
        fields = detail[0] if detail and isinstance(detail[0], dict) else {}
        state, said = str(fields.get("C", "")), str(fields.get("M", getattr(error, "orig", None) or error))
        for length in (5, 2):
            if sentence := _EXPLANATIONS.get(state[:length]):
                return LedgerError(sentence.format(where=self.where, said=said))
        if not fields and any(sign in said.lower() for sign in ("connect", "network", "ssl")):
            message = (
                f"The database {self.where} cannot be reached ({said.splitlines()[0]}); check host, port and server."
            )
            return LedgerError(message)
        return LedgerError(f"The ledger {self.where} cannot be used: {said}.")
