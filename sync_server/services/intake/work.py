"""Work a batch inside one write transaction: look up, lock, apply, and take the counter last."""

from typing import NamedTuple

from sqlalchemy import Connection

from app.domain.attempts import Attempt
from app.domain.clock import moment
from app.domain.contract import DownKind, RecordReport, Result, Retraction
from app.domain.imports import ListedRow
from app.domain.problems import Code, Problem
from app.domain.reading import clean
from app.domain.staff import PinChange
from app.domain.visits import Consent
from sync_server.master.facts import Fact
from sync_server.services.contacts.planned import replan_of
from sync_server.services.intake import book
from sync_server.services.intake.alerts import alert_changes
from sync_server.services.intake.authority import people_named
from sync_server.services.intake.base import Named, WorkingBase
from sync_server.services.intake.chiefs import Chiefs
from sync_server.services.intake.desk_fold import fold_desk
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.erased import refused_if_erased
from sync_server.services.intake.fold import customer_changes, fold
from sync_server.services.intake.judge import judge
from sync_server.services.intake.mails import queue_mails
from sync_server.services.intake.people import People, Told, locked_names, told_by
from sync_server.services.intake.photos import await_photos
from sync_server.services.intake.read import Batch, Sent
from sync_server.services.intake.review_fold import review_changes
from sync_server.services.intake.settle import Settling, engine, named_by
from sync_server.services.intake.undo import forget_undone, undone
from sync_server.services.sessions import LOST, pushing_session
from sync_server.storage import devices, ledger, locks, staff
from sync_server.storage.devices import Epoch
from sync_server.storage.feed import Change, branch_scope, publish
from sync_server.storage.programmes import people, with_planned

_AT_ONCE = (Attempt, Consent, Retraction)

Range = tuple[int, int]


class Worked(NamedTuple):
    reports: list[RecordReport]
    seen_to: int = 0
    missing: tuple[Range, ...] = ()
    wipe: bool = False


def work(connection: Connection, batch: Batch, sents: list[Sent]) -> Worked:
    """Take the records in; raises ``Problem`` for all of them (401, ``device_fork``)."""
    device = str(batch.device)
    locks.lock_device(connection, device)
    if _is_lost(connection, batch):
        return _keep_only(connection, batch, sents)
    epochs = devices.epochs(connection, device)
    _refuse_fork(connection, batch, sents, epochs)
    facts = [sent.fact for sent in sents if sent.fact is not None]
    dossiers, chiefs = Dossiers(connection, facts), Chiefs(connection, facts)
    told, named = told_by(connection, facts), named_by(facts)
    alone = lock(connection, named, told, dossiers, everything=bool(chiefs))
    dossiers.load(connection)
    chiefs.load(connection)
    judged = judge(
        chiefs.judged(refused_if_erased(connection, sents, named)),
        seen=ledger.entries(connection, book.named(sents)),
        people=staff.people(connection, people_named(facts)),
        branches={epoch.branch for epoch in epochs.values()},
        dossiers=dossiers,
    )
    facts = [one.sent.fact for one in judged if one.counts and one.sent.fact is not None]
    base = WorkingBase(batch.received, alone=alone)
    changes = apply(connection, base, told, facts, dossiers) if facts else []
    book.write(connection, batch, judged)
    changes += chiefs.carry_out(connection, facts, batch.received)
    changes += answered_at_once(connection, base, facts)
    seen_to, missing = _progress(connection, batch, sents, epochs[str(batch.push.epoch)])
    if batch.token is not None:
        _note_device(connection, batch)
    publish(connection, changes)
    return Worked([one.report for one in judged], seen_to, missing)


def lock(
    connection: Connection,
    named: Named,
    told: Told,
    dossiers: Dossiers,
    *,
    everything: bool = False,
) -> bool:
    """Hold all that these records name and the keys under which their people are found, or all.

    Return whether nobody else can change the base meanwhile.
    """
    if everything:
        locks.lock_all(connection)
        return True
    keys = locked_names(told.persons.values())
    return locks.lock_names(connection, named.records | named.refs | keys | dossiers.names())


def apply(
    connection: Connection,
    base: WorkingBase,
    told: Told,
    facts: list[Fact],
    dossiers: Dossiers,
) -> list[Change]:
    """Let accepted facts, of which all names are locked, change the base; return what to publish.

    ``told`` says whom the records tell of, those of refused ones too.
    """
    base.load(connection, named_by(facts))
    people = People(connection, base)
    persons = told.persons
    people.load({fact.text: persons[fact.text] for fact in facts if fact.text in persons})
    taken_back = undone(connection, facts)
    settling = Settling(base, people, taken_back, engine(connection))
    for fact in facts:
        if not isinstance(fact.body, PinChange):
            settling.settle(fact)
    base.hold(connection, {*base.touched(), *base.redirects})
    queue_mails(connection, facts, base.received)
    await_photos(connection, facts)
    changes = _told_by_lists(connection, base, facts)
    changes += fold(connection, base, facts, told.branches, taken_back)
    changes += fold_desk(connection, dossiers, base.redirects)
    changes += alert_changes(connection, base, facts)
    changes += _change_pins(connection, facts)
    settling.write(connection)
    changes += customer_changes(connection, {base.survivor(c) for c in settling.related})
    changes += review_changes(connection, settling.asked_about())
    forget_undone(connection, facts, told.branches)
    people.write()
    return changes


def _told_by_lists(connection: Connection, base: WorkingBase, facts: list[Fact]) -> list[Change]:
    """Name whom rows of lists are about: a corrected one may change their plan and nothing else."""
    if not any(isinstance(fact.body, ListedRow) for fact in facts):
        return []
    return customer_changes(connection, people(connection, base.touched()))


def answered_at_once(connection: Connection, base: WorkingBase, facts: list[Fact]) -> list[Change]:
    """Plan those anew whom these tries and decisions are about, as far as something is planned.

    The tablet that made them has them in the next pull; all else the server plans by itself.
    """
    if not any(isinstance(fact.body, _AT_ONCE) for fact in facts):
        return []
    theirs = with_planned(connection, base.touched())
    return replan_of(connection, theirs, moment(base.received)) if theirs else []


def _change_pins(connection: Connection, facts: list[Fact]) -> list[Change]:
    """Store new PINs; one that a chief chose for somebody has to be changed by that person."""
    changes = []
    for fact in facts:
        change = fact.body
        if isinstance(change, PinChange) and staff.set_pin(
            connection,
            change.person,
            change.verifier,
            must_change=change.person != fact.actor,
            at=fact.at,
        ):
            changes.append(Change(branch_scope(fact.branch), DownKind.PERSON, change.person))
    return changes


def _is_lost(connection: Connection, batch: Batch) -> bool:
    """Say whether the tablet was reported lost; raises ``Problem`` when its token holds no more."""
    if batch.token is None:
        return devices.revoked_mode(connection, str(batch.device)) == LOST
    return pushing_session(connection, batch.token, batch.received).revoked_mode == LOST


def _refuse_fork(
    connection: Connection, batch: Batch, sents: list[Sent], epochs: dict[str, Epoch]
) -> None:
    """Refuse a tablet whose epoch we do not know, or that used a seq for another record before.

    Its database was copied or restored; it asks for a new epoch and sends everything again.
    """
    if str(batch.push.epoch) not in epochs:
        raise Problem(Code.DEVICE_FORK, field="epoch")
    mine = [sent for sent in sents if sent.envelope is not None]
    known = ledger.ids_by_seq(
        connection, str(batch.device), str(batch.push.epoch), [sent.seq for sent in mine]
    )
    for sent in mine:
        if known.setdefault(sent.seq, sent.text) != sent.text:
            raise Problem(Code.DEVICE_FORK, field="seq")


def _keep_only(connection: Connection, batch: Batch, sents: list[Sent]) -> Worked:
    """Put all that a lost tablet hands in into quarantine, and have it wipe itself."""
    rows = [book.quarantine_row(batch, sent, Code.DEVICE_LOST) for sent in sents]
    ledger.write_quarantine(connection, rows)
    reports = [RecordReport(seq=sent.seq, id=sent.id, result=Result.ACCEPTED) for sent in sents]
    return Worked(reports, batch.push.acked_seq, wipe=True)


def _progress(
    connection: Connection, batch: Batch, sents: list[Sent], epoch: Epoch
) -> tuple[int, tuple[Range, ...]]:
    """Return up to which seq all has been seen, and the gaps (both ends in) after it.

    A restored server lacks records for which the tablet heard an answer long ago: it asks for all
    that it does not hold, also below ``acked_seq``. A gap before a record whose answer the tablet
    has heard was told with that answer, and the tablet had nothing to send for it (a record that
    a person keeps): that gap is closed, as is that before all the tablet holds of this epoch.
    """
    acked = batch.push.acked_seq
    last = seen_to = max(epoch.seen_to, batch.push.held_from - 1)
    later = ledger.seqs_after(connection, str(batch.device), epoch.epoch, seen_to)
    missing: list[Range] = []
    for seq in sorted({*later, *(sent.seq for sent in sents if sent.seq > seen_to)}):
        if seq > last + 1 and seq > acked:
            missing.append((last + 1, seq - 1))
        last = seq
        if not missing:
            seen_to = seq
    if acked > last:
        missing.append((last + 1, acked))
    if seen_to > epoch.seen_to:
        devices.see_to(connection, epoch.epoch, seen_to)
    return seen_to, tuple(missing)


def _note_device(connection: Connection, batch: Batch) -> None:
    push = batch.push
    devices.see(
        connection,
        str(batch.device),
        last_seen=batch.received,
        app=clean(push.app),
        contract=push.contract,
        queued=push.queued,
    )
