"""What is the answer to each record: new, seen before, or refused?"""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from app.domain.contract import RecordReport, Result
from app.domain.problems import Code
from app.domain.staff import Person
from sync_server.services.intake.authority import authority
from sync_server.services.intake.desk_rules import desk_verdict
from sync_server.services.intake.dossiers import Dossiers
from sync_server.services.intake.read import ACCEPTED, Sent, Verdict
from sync_server.storage.ledger import Entry


class Judged(NamedTuple):
    """``sent`` bears its final verdict; ``is_new`` says that the ledger has to remember it."""

    sent: Sent
    report: RecordReport
    is_new: bool

    @property
    def counts(self) -> bool:
        return self.is_new and self.sent.verdict == ACCEPTED


def judge(
    sents: list[Sent],
    seen: Mapping[str, Entry],
    people: Mapping[str, Person],
    branches: Collection[str],
    dossiers: Dossiers,
) -> list[Judged]:
    """Judge records in order: one that comes twice in a batch is a duplicate the second time."""
    known = dict(seen)
    judged = []
    for sent in sents:
        one = _judged(sent, known, people, branches, dossiers)
        judged.append(one)
        if one.is_new:
            known[sent.text] = _entry(one.sent)
        if one.counts and one.sent.fact is not None:
            dossiers.add(one.sent.fact)
    return judged


def _judged(
    sent: Sent,
    known: Mapping[str, Entry],
    people: Mapping[str, Person],
    branches: Collection[str],
    dossiers: Dossiers,
) -> Judged:
    if sent.envelope is None:
        return _answered(sent, sent.verdict, is_new=False)
    entry = known.get(sent.text)
    if entry is None:
        verdict = sent.verdict
        if verdict == ACCEPTED and sent.fact is not None:
            verdict = authority(sent.fact, people, branches, known)
        if verdict == ACCEPTED and sent.fact is not None:
            verdict = desk_verdict(sent.fact, people[sent.fact.actor].role, dossiers)
        return _answered(sent, verdict, is_new=True)
    if entry.sha != sent.sha:
        return _answered(sent, Verdict(Code.ID_REUSED), is_new=False)
    report = RecordReport(
        seq=sent.seq,
        id=sent.id,
        result=Result.DUPLICATE,
        was=Result(entry.result),
        code=None if entry.code is None else Code(entry.code),
        field=entry.field,
    )
    return Judged(sent._replace(verdict=ACCEPTED), report, is_new=False)


def _answered(sent: Sent, verdict: Verdict, *, is_new: bool) -> Judged:
    report = RecordReport(
        seq=sent.seq, id=sent.id, result=verdict.result, code=verdict.code, field=verdict.field
    )
    final = sent if verdict == sent.verdict else sent._replace(verdict=verdict)
    return Judged(final, report, is_new)


def _entry(sent: Sent) -> Entry:
    verdict, envelope = sent.verdict, sent.envelope
    assert envelope is not None  # noqa: S101 - for the type checker: only such records are new
    return Entry(
        id=sent.text,
        sha=sent.sha,
        result=verdict.result,
        code=verdict.code,
        field=verdict.field,
        branch=envelope.branch,
        kind=envelope.kind,
    )
