"""Every table of the server, the same on SQLite and PostgreSQL.

Ids are UUIDs as text, instants are milliseconds since 1970 UTC, ``doc`` and ``raw`` are JSON as
text. The records are the truth; link, match_key, customer, due_contact and feed are projections
of them and can be made again. A change here needs a migration (``migrations/versions``).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(36)
SLUG = String(40)
SHA256 = String(64)
MS = BigInteger

# --- the database itself

meta = Table(
    "meta",
    metadata,
    Column("key", SLUG, primary_key=True),
    Column("value", Text, nullable=False),
)
"""``server`` (its id), ``kind`` (demo or real, for life), ``created``."""

counter = Table(
    "counter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("value", MS, nullable=False),
    CheckConstraint("id = 1", name="single"),
)
"""The version of the feed. Its row is the last lock a transaction takes: version order is commit
order, so a reader that sees a version has every smaller one."""

# --- branches and people

branch = Table(
    "branch",
    metadata,
    Column("code", SLUG, primary_key=True),
    Column("name", Text, nullable=False),
    Column("country", String(2), nullable=False),
    Column("zone", Text, nullable=False),
    Column("dealer", Text, nullable=False),
    Column("tax_id", Text, nullable=False, server_default=""),
    Column("address", Text, nullable=False, server_default=""),
    Column("demo", Boolean, nullable=False),
    Column("created", MS, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("code", SLUG, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("branch", SLUG, ForeignKey("branch.code"), nullable=False, index=True),
    Column("verifier", Text),  # JSON of a PinVerifier
    Column("must_change_pin", Boolean, nullable=False),
    Column("pin_at", MS, nullable=False),  # when the verifier was chosen: an older choice loses
    Column("active", Boolean, nullable=False),
    Column("created", MS, nullable=False),
)

personal_token = Table(
    "personal_token",
    metadata,
    Column("sha256", SHA256, primary_key=True),
    Column("person", SLUG, ForeignKey("person.code"), nullable=False, index=True),
    Column("created", MS, nullable=False),
    Column("revoked", MS),
)

car_model = Table(
    "car_model",
    metadata,
    Column("code", SLUG, primary_key=True),
    Column("make", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("demo", Boolean, nullable=False),
)

# --- tablets

enrolment = Table(
    "enrolment",
    metadata,
    Column("selector", String(8), primary_key=True),  # first characters of the code: not secret
    Column("code_sha256", SHA256, nullable=False),
    Column("branch", SLUG, ForeignKey("branch.code"), nullable=False),
    Column("created", MS, nullable=False),
    Column("expires", MS, nullable=False),
    Column("attempts", Integer, nullable=False),  # wrong ones
    Column("used_at", MS),
    Column("used_nonce", ID),
    Column("device", ID),
)

device = Table(
    "device",
    metadata,
    Column("id", ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("branch", SLUG, ForeignKey("branch.code"), nullable=False),
    Column("created", MS, nullable=False),
    Column("revoked_mode", String(8)),  # stop or lost
    Column("revoked_at", MS),
    Column("last_seen", MS),
    Column("app", Text, nullable=False),
    Column("contract", Integer, nullable=False),
    Column("queued", Integer, nullable=False),
)

device_epoch = Table(
    "device_epoch",
    metadata,
    Column("epoch", ID, primary_key=True),
    Column("device", ID, ForeignKey("device.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("code", SLUG, nullable=False, unique=True),  # T07
    Column("branch", SLUG, nullable=False),
    Column("public_key", String(64), nullable=False),
    Column("seen_to", MS, nullable=False),  # every seq up to here has been seen
    Column("created", MS, nullable=False),
)

device_token = Table(
    "device_token",
    metadata,
    Column("sha256", SHA256, primary_key=True),
    Column("device", ID, ForeignKey("device.id"), nullable=False, index=True),
    Column("created", MS, nullable=False),
    Column("expires", MS),
)

# --- records

record = Table(
    "record",
    metadata,
    Column("id", ID, primary_key=True),
    Column("device", ID, nullable=False),
    Column("epoch", ID, nullable=False),
    Column("seq", MS, nullable=False),
    Column("sha", SHA256, nullable=False),
    Column("kind", SLUG, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("actor", SLUG, nullable=False),
    Column("branch", SLUG, nullable=False),
    Column("wall", MS, nullable=False),
    Column("received", MS, nullable=False),
    Column("stamp", MS, nullable=False),  # corrected time of the fact
    Column("result", String(10), nullable=False),
    Column("code", SLUG),
    Column("field", Text),
    Column("retracts", ID),  # the record that this one undoes, present or still to come
    Column("raw", Text, nullable=False),
    UniqueConstraint("device", "epoch", "seq"),
)
"""The ledger and the source record in one: written once, with the answer that was given."""

Index(
    "ix_record_retracts",
    record.c.retracts,
    sqlite_where=text("retracts IS NOT NULL"),
    postgresql_where=text("retracts IS NOT NULL"),
)
Index(
    "ix_record_appointment",
    record.c.branch,
    sqlite_where=text("kind = 'appointment'"),
    postgresql_where=text("kind = 'appointment'"),
)
Index(
    "ix_record_attempt",
    record.c.stamp,
    sqlite_where=text("kind = 'attempt'"),
    postgresql_where=text("kind = 'attempt'"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", SHA256, primary_key=True),  # of device and raw: sent again it is kept once
    Column("record", ID, index=True),
    Column("device", ID, nullable=False),
    Column("code", SLUG, nullable=False),
    Column("field", Text),
    Column("received", MS, nullable=False),
    Column("raw", Text, nullable=False),
    Column("state", String(8), nullable=False),  # open or resolved
)

# --- the master base

link = Table(
    "link",
    metadata,
    Column("record", ID, primary_key=True),
    Column("customer", ID, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("at", MS, nullable=False),
    Column("home", ID, nullable=False, index=True, server_default=""),
    Column("probability", Float),
    Column("why", Text),  # JSON: what each field said
)
"""Which customer a record belongs to now; also for records that are only referred to so far.

``home`` is the customer that it was linked to, which another may have absorbed since."""

past_link = Table(
    "past_link",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("record", ID, nullable=False, index=True),
    Column("customer", ID, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("at", MS, nullable=False),
    Column("undone_at", MS, nullable=False),
)
"""Where a record belonged before: a link is moved here when it is undone, never lost."""

merger = Table(
    "merger",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("absorbed", ID, nullable=False, index=True),
    Column("survivor", ID, nullable=False, index=True),
    Column("by", SLUG, nullable=False),  # a colleague, or empty where the engine was sure
    Column("at", MS, nullable=False),
    Column("undone_by", SLUG),
    Column("undone_at", MS),
)
"""Which customer took which over. Those not undone make a forest: a record belongs to the root
above its home, so that undoing one gives back exactly what there was."""

match_key = Table(
    "match_key",
    metadata,
    Column("key", String(300), primary_key=True),  # phone:+569…, email:…, doc:CL:rut:…
    Column("customer", ID, primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""By which keys the index of the tablets shows a customer."""

capture = Table(
    "capture",
    metadata,
    Column("record", ID, primary_key=True),
    Column("person", Text, nullable=False),  # JSON of `master.person.packed`
)
"""What a record says of who somebody is, read once; a record that was taken back has none."""

block_key = Table(
    "block_key",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # hash of `blocking.keys`
    Column("record", ID, primary_key=True),
    sqlite_with_rowid=False,
)
"""The captures that share a key may be of one person; no key can be read back."""

term_count = Table(
    "term_count",
    metadata,
    Column("term", BigInteger, primary_key=True, autoincrement=False),  # hash of a term
    Column("holders", Integer, nullable=False),
)
"""How many customers hold a value, about: what is undone is counted out at the next rebuild."""

review = Table(
    "review",
    metadata,
    Column("id", ID, primary_key=True),
    Column("record", ID, nullable=False, index=True),
    Column("other", ID, nullable=False, index=True),
    Column("probability", Float, nullable=False),
    Column("veto", SLUG),
    Column("why", Text, nullable=False),  # JSON: what each field said
    Column("at", MS, nullable=False),
    Column("answer", SLUG),  # join or apart
    Column("answered_by", SLUG),
    Column("answered_at", MS),
)
"""Are the people of these two records one? It names records, so merging and undoing a merge need
not touch it: it is open while nobody answered and the two belong to different customers."""

kept_apart = Table(
    "kept_apart",
    metadata,
    Column("record", ID, primary_key=True),
    Column("other", ID, primary_key=True),
    Column("by", SLUG, nullable=False),
    Column("at", MS, nullable=False),
    sqlite_with_rowid=False,
)
"""Somebody said that these are two people; each pair in both directions."""

kin = Table(
    "kin",
    metadata,
    Column("record", ID, primary_key=True),
    Column("other", ID, primary_key=True),
    sqlite_with_rowid=False,
)
"""Two people of one household or company, as the engine sees it; each pair in both directions."""

customer = Table(
    "customer",
    metadata,
    Column("id", ID, primary_key=True),
    Column("branch", SLUG, nullable=False),
    Column("owner", SLUG, nullable=False),
    Column("created", MS, nullable=False),
    Column("stub", Boolean, nullable=False),  # referred to, its founding record not seen yet
    Column("redirect_to", ID),
    Column("doc", Text, nullable=False),
)

Index(
    "ix_customer_redirect_to",
    customer.c.redirect_to,
    sqlite_where=text("redirect_to IS NOT NULL"),
    postgresql_where=text("redirect_to IS NOT NULL"),
)

due_contact = Table(
    "due_contact",
    metadata,
    Column("id", ID, primary_key=True),
    Column("customer", ID, nullable=False, index=True),
    Column("programme", SLUG, nullable=False),
    Column("owner", SLUG, nullable=False),
    Column("branch", SLUG, nullable=False),
    Column("state", String(10), nullable=False),
    Column("opens_on", String(10), nullable=False),
    Column("expires_on", String(10), nullable=False),
    Column("superseded_by", ID),
    Column("doc", Text, nullable=False),
    Index("ix_due_contact_listed", "expires_on", "opens_on", "id"),
    Index("ix_due_contact_owner", "owner", "expires_on", "opens_on", "id"),
)

erased = Table(
    "erased",
    metadata,
    Column("customer", ID, primary_key=True),
    Column("record", ID, nullable=False),
    Column("at", MS, nullable=False),
)
"""Who was erased, by id alone, and by which record of the ledger: what comes late is refused."""

erased_key = Table(
    "erased_key",
    metadata,
    Column("hash", String(32), primary_key=True),  # `app.domain.erasure.tombstones`
    Column("customer", ID, nullable=False, index=True),
    sqlite_with_rowid=False,
)
"""By what an erased person is known again in a list; no key can be read back without the secret."""

# --- quotes

quote = Table(
    "quote",
    metadata,
    Column("id", ID, primary_key=True),
    Column("customer", ID, nullable=False, index=True),
    Column("branch", SLUG, nullable=False),
    Column("seller", SLUG, nullable=False),
    Column("number", SLUG, nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("token", String(22), nullable=False, index=True),
    Column("expires_on", String(10), nullable=False),
    Column("standing", String(12), nullable=False),
    Column("at", MS, nullable=False),
    Column("doc", Text, nullable=False),
)
"""A projection of the quote records; the token is the name of a quote on the public page."""

mail = Table(
    "mail",
    metadata,
    Column("record", ID, primary_key=True),
    Column("quote", ID, nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("at", MS, nullable=False),
    Column("state", String(10), nullable=False),
    Column("reason", SLUG, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", MS, nullable=False),
    Column("paper", String(10), nullable=False, server_default="quote"),
    Column("ended", MS, nullable=True),
    Index("ix_mail_state_next_at", "state", "next_at"),
)
"""The e-mails that records ask for; a row is never made twice, so neither is its e-mail.

``quote`` is the quote, or the complaint, whose ``paper`` it brings; ``ended`` is when it was sent
or given up."""

price_row = Table(
    "price_row",
    metadata,
    Column("kind", SLUG, primary_key=True),  # price_list, car_version, accessory…
    Column("id", SLUG, primary_key=True),
    Column("country", String(2), nullable=False),
    Column("doc", Text, nullable=False),
)
"""What can be quoted, as it was last imported: a row is a document of the feed."""

# --- complaints and the workshop

dossier = Table(
    "dossier",
    metadata,
    Column("record", ID, primary_key=True),
    Column("root", ID, nullable=False, index=True),
)
"""Which complaint or workshop visit a record is about, its own record included."""

complaint = Table(
    "complaint",
    metadata,
    Column("id", ID, primary_key=True),
    Column("branch", SLUG, nullable=False, index=True),
    Column("customer", ID, index=True),
    Column("country", String(2), nullable=False),
    Column("kind", SLUG, nullable=False),
    Column("state", SLUG, nullable=False),
    Column("book", String(60)),
    Column("number", Integer),
    Column("year", Integer),
    Column("due_on", String(10)),
    Column("responsible", SLUG),
    Column("at", MS, nullable=False),
    Column("doc", Text, nullable=False),
    UniqueConstraint("book", "number", "year"),
)
"""A projection of the complaint records with their acts; a number is given once in a book."""

vehicle = Table(
    "vehicle",
    metadata,
    Column("id", ID, primary_key=True),
    Column("country", String(2), nullable=False),
    Column("plate", String(40), nullable=False, index=True),
    Column("doc", Text, nullable=False),
)

workshop_visit = Table(
    "workshop_visit",
    metadata,
    Column("id", ID, primary_key=True),
    Column("vehicle", ID, nullable=False, index=True),
    Column("branch", SLUG, nullable=False, index=True),
    Column("customer", ID, index=True),
    Column("at", MS, nullable=False),
    Column("promised_at", MS, nullable=False),
    Column("delivered_at", MS),
    Column("doc", Text, nullable=False),
)

# --- what a dealer decides

house_rule = Table(
    "house_rule",
    metadata,
    Column("id", String(200), primary_key=True),
    Column("country", String(2), nullable=False),
    Column("doc", Text, nullable=False),
)

recall = Table(
    "recall",
    metadata,
    Column("id", SLUG, primary_key=True),
    Column("country", String(2), nullable=False),
    Column("doc", Text, nullable=False),
)

demo_car = Table(
    "demo_car",
    metadata,
    Column("id", SLUG, primary_key=True),  # country and plate: a car stands in one branch
    Column("branch", SLUG, nullable=False),
    Column("doc", Text, nullable=False),
)

handbook = Table(
    "handbook",
    metadata,
    Column("id", ID, primary_key=True),
    Column("kind", SLUG, nullable=False),  # service_work or care_tip
    Column("country", String(2), nullable=False),
    Column("branch", SLUG),
    Column("doc", Text, nullable=False),
)
"""What the dealer says of its models: the work of each maintenance, and tips of care."""

# --- photos

blob = Table(
    "blob",
    metadata,
    Column("sha256", SHA256, primary_key=True),
    Column("size", Integer),  # bytes, unknown until a record or a tablet says it
    Column("received", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
)
"""What records name by its hash: it comes later, in chunks, or never."""

blob_ref = Table(
    "blob_ref",
    metadata,
    Column("sha256", SHA256, primary_key=True),
    Column("record", ID, primary_key=True),
    Column("branch", SLUG, nullable=False),
)
"""Which records name a blob; tablets of their branches may send and see it."""

blob_chunk = Table(
    "blob_chunk",
    metadata,
    Column("sha256", SHA256, primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)

# --- events

event_secret = Table(
    "event_secret",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("value", SHA256, nullable=False),
    CheckConstraint("id = 1", name="single"),
)
"""What signs the links and passes of this server's events, as hexadecimal; one row."""

event = Table(
    "event",
    metadata,
    Column("id", ID, primary_key=True),
    Column("branch", SLUG, nullable=False),
    Column("starts_at", MS, nullable=False),
    Column("ends_at", MS, nullable=False),
    Column("doc", Text, nullable=False),
)

event_pass = Table(
    "event_pass",
    metadata,
    Column("id", ID, primary_key=True),  # of the sign-up
    Column("event", ID, nullable=False),
    Column("branch", SLUG, nullable=False),
    Column("customer", ID, index=True),
    Column("people", Integer, nullable=False),
    Column("at", MS, nullable=False),
    Column("arrived", MS),
    Column("gifted", MS),
    Column("withdrawn", Boolean, nullable=False),
    Column("doc", Text, nullable=False),
    Index("ix_event_pass_event", "event", "customer"),
)
"""A projection of the sign-up with what was done about it at the doors."""

# --- lists of other systems

import_run = Table(
    "import_run",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", SLUG, nullable=False),
    Column("source", SLUG, nullable=False),
    Column("file", Text, nullable=False),
    Column("at", MS, nullable=False),
    Column("undone_at", MS),
    Column("counts", Text, nullable=False),  # JSON: how many rows of each outcome
)

import_row = Table(
    "import_row",
    metadata,
    Column("record", ID, primary_key=True),
    Column("run", Integer, nullable=False, index=True),
    Column("row", String(200), nullable=False, index=True),  # kind, source and id there
    Column("sha", SHA256, nullable=False),  # of its body: the same row comes in once
    Column("vin", String(40), index=True),
    Column("plate", String(40), index=True),
    Column("undone", Boolean, nullable=False),
)
"""Which record a row of a list became; of several versions that of the newest run counts."""

# --- contact programmes

programme_rule = Table(
    "programme_rule",
    metadata,
    Column("code", SLUG, primary_key=True),
    Column("valid_from", String(10), primary_key=True),
    Column("doc", Text, nullable=False),
)
"""What the dealer changed of a programme; without a row the rule we ship holds."""

news = Table(
    "news",
    metadata,
    Column("id", ID, primary_key=True),
    Column("doc", Text, nullable=False),
)
"""What the dealer has to tell: launches and notices; events and recalls have their own tables."""

voucher = Table(
    "voucher",
    metadata,
    Column("id", ID, primary_key=True),  # of the contact that it goes with
    Column("programme", SLUG, nullable=False),
    Column("customer", ID, nullable=False, index=True),
    Column("branch", SLUG, nullable=False),
    Column("issued_on", String(10), nullable=False),
    Column("last_day", String(10), nullable=False, index=True),
    Column("redeemed", MS),
    Column("redemptions", Integer, nullable=False),
    Column("listed", Boolean, nullable=False),  # whether tablets have it
    Column("doc", Text, nullable=False),
)
"""A gift promised once: issued with its contact, and what its redemptions make of it."""

gift_rule = Table(
    "gift_rule",
    metadata,
    Column("programme", SLUG, primary_key=True),
    Column("valid_from", String(10), primary_key=True),
    Column("rank", Integer, primary_key=True, autoincrement=False),
    Column("doc", Text, nullable=False),
)
"""What the dealer gives to whom; without rows the gifts we ship hold."""

programme_due = Table(
    "programme_due",
    metadata,
    Column("id", ID, primary_key=True),
    Column("customer", ID, nullable=False, index=True),
    Column("programme", SLUG, nullable=False),
    Column("owner", SLUG, nullable=False),
    Column("branch", SLUG, nullable=False),
    Column("state", String(10), nullable=False),
    Column("opens_on", String(10), nullable=False),
    Column("expires_on", String(10), nullable=False),
    Column("doc", Text, nullable=False),
    Column("asks", Text),  # JSON: what an open invitation asks of its workshop
)
"""What the planner found due, as the tablets know it: made again from the records at any time.

Its indexes hold all that a list of a day asks, so that no document is read to find it."""

_LISTED = ("expires_on", "opens_on", "id", "state")
Index("ix_programme_due_listed", *(programme_due.c[name] for name in _LISTED))
Index("ix_programme_due_owner", *(programme_due.c[name] for name in ("owner", *_LISTED)))
_ASKING = ("expires_on", "id", "opens_on", "customer", "branch", "asks")
Index(
    "ix_programme_due_asking",
    *(programme_due.c[name] for name in _ASKING),
    sqlite_where=text("asks IS NOT NULL"),
    postgresql_where=text("asks IS NOT NULL"),
)

planned_customer = Table(
    "planned_customer",
    metadata,
    Column("customer", ID, primary_key=True),
    Column("branch", SLUG, nullable=False),
    Column("next_on", String(10), nullable=False),
    Index("ix_planned_customer_next", "branch", "next_on"),
)
"""Until which branch day, that day excluded, the rows of a customer in ``programme_due`` hold."""

odd_reading = Table(
    "odd_reading",
    metadata,
    Column("id", ID, primary_key=True),
    Column("customer", ID, nullable=False, index=True),
    Column("doc", Text, nullable=False),
)
"""Kilometres that somebody has to correct, as the planner found them."""

feed = Table(
    "feed",
    metadata,
    Column("scope", String(50), primary_key=True),  # * or branch:CODE
    Column("kind", SLUG, primary_key=True),
    Column("id", String(40), primary_key=True),
    Column("op", String(10), nullable=False),
    Column("ver", MS, nullable=False),
    Column("hash", MS, nullable=False),
    Index("ix_feed_scope_ver", "scope", "ver"),
    sqlite_with_rowid=False,
)
"""One row per document and scope, so the log compacts itself; bodies are read at pull time."""
