"""The tables of a tablet, in numbered steps. A step that was released is never changed."""

from sqlite_utils import Database, Migrations

migrations = Migrations("vitrina")

_PULLED = """
CREATE TABLE {name} (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  ver INTEGER NOT NULL,
  hash INTEGER NOT NULL,
  doc TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID
"""


@migrations()
def m001_first_tables(db: Database) -> None:
    """What was made here and waits (record, outbox), what was pulled (mirror), and the rest."""
    for statement in (
        """
        CREATE TABLE record (
          id TEXT PRIMARY KEY,
          kind TEXT NOT NULL,
          actor TEXT NOT NULL,
          at INTEGER NOT NULL,
          doc TEXT NOT NULL,
          customer TEXT,
          target TEXT
        ) WITHOUT ROWID
        """,
        "CREATE INDEX record_at ON record (at)",
        """
        CREATE TABLE outbox (
          seq INTEGER PRIMARY KEY AUTOINCREMENT,
          record TEXT NOT NULL UNIQUE REFERENCES record (id) DEFERRABLE INITIALLY DEFERRED,
          device TEXT NOT NULL,
          epoch TEXT NOT NULL,
          state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN
            ('queued', 'sending', 'sent', 'attention', 'corrected', 'discarded')),
          settled INTEGER NOT NULL DEFAULT 0,
          tries INTEGER NOT NULL DEFAULT 0,
          code TEXT,
          field TEXT,
          sent_at INTEGER,
          decided_by TEXT,
          decided_at INTEGER
        )
        """,
        "CREATE INDEX outbox_state ON outbox (state, settled)",
        "CREATE TABLE draft (actor TEXT PRIMARY KEY, body TEXT NOT NULL, saved_at INTEGER NOT NULL)",
        "CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
        """
        CREATE TABLE lockout (
          person TEXT PRIMARY KEY, failures INTEGER NOT NULL, until INTEGER NOT NULL
        )
        """,
        _PULLED.format(name="mirror"),
        _PULLED.format(name="shadow"),
        "CREATE INDEX record_kind ON record (kind)",
    ):
        db.execute(statement)


@migrations()
def m002_find_customers(db: Database) -> None:
    """What finds a customer: by hidden keys in the whole base, by letters among those here.

    The index of the letters depends on this device's SQLite: ``trigrams.py`` makes it.
    """
    for statement in (
        """
        CREATE TABLE index_hash (
          hash TEXT NOT NULL, entry TEXT NOT NULL, PRIMARY KEY (hash, entry)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX index_hash_entry ON index_hash (entry)",
        "CREATE TABLE customer_text (doc INTEGER PRIMARY KEY, id TEXT UNIQUE, text TEXT NOT NULL)",
    ):
        db.execute(statement)


@migrations()
def m003_photos(db: Database) -> None:
    """Photos with their bytes, and the records that name them."""
    for statement in (
        """
        CREATE TABLE photo (
          sha256 TEXT PRIMARY KEY,
          size INTEGER NOT NULL,
          data BLOB NOT NULL,
          thumb BLOB NOT NULL,
          state TEXT NOT NULL CHECK (state IN ('draft', 'queued', 'sent', 'refused', 'pulled')),
          tries INTEGER NOT NULL DEFAULT 0,
          kept_at INTEGER NOT NULL
        )
        """,
        "CREATE INDEX photo_state ON photo (state)",
        """
        CREATE TABLE photo_use (
          record TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (record, sha256)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX photo_use_photo ON photo_use (sha256)",
    ):
        db.execute(statement)


@migrations()
def m004_seen_alerts(db: Database) -> None:
    """Which alerts somebody has put away here."""
    db.execute(
        "CREATE TABLE seen_alert ("
        "person TEXT NOT NULL, alert TEXT NOT NULL, PRIMARY KEY (person, alert)) WITHOUT ROWID"
    )
