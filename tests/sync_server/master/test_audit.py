"""What looks wrong in a base, and how two ways to put the same people together compare."""

import pytest

from app.domain.problems import Problem
from sync_server.master.audit import CROWDED, Audited, Doubt, findings, review_shares
from sync_server.master.clusters import b_cubed
from sync_server.master.normalise import normalised
from sync_server.services import splink_audit
from sync_server.services.splink_audit import splink_comparison

MARCH = 1_772_463_600_000  # 2 March 2026
APRIL = MARCH + 31 * 86_400_000


def capture(record: str, customer: str = "c1", **parts: object) -> Audited:
    columns = {"given_name": "Ana", "surname": "Prueba", "country": "CL"}
    probability = parts.pop("probability", None)
    at = parts.pop("at", MARCH)
    person = normalised(columns | {name: str(value) for name, value in parts.items()})
    return Audited(record, customer, person, probability, probability is not None, at)  # type: ignore[arg-type]


def doubts(*captures: Audited) -> list[tuple[str, Doubt]]:
    return [(one.customer, one.doubt) for one in findings(captures)]


def test_a_customer_of_one_mind_is_no_finding():
    assert doubts(capture("r1"), capture("r2", probability=0.9999)) == []


def test_many_records_a_weak_bridge_two_births_and_two_documents_are_looked_at():
    many = [capture(f"r{n}", "c1") for n in range(CROWDED + 1)]
    weak = [capture("r1", "c2"), capture("r2", "c2", probability=0.96)]
    births = [
        capture(f"r{n}", "c3", date_of_birth=day)
        for n, day in enumerate(("1960-05-03", "1985-11-20"))
    ]
    ruts = ("16.998.555-3", "18.141.029-9")
    papers = [
        capture(f"r{n}", "c4", national_id_type="RUT", national_id=rut)
        for n, rut in enumerate(ruts)
    ]
    assert doubts(*papers, *births, *weak, *many) == [
        ("c1", Doubt.MANY_RECORDS),
        ("c2", Doubt.WEAK_BRIDGE),
        ("c3", Doubt.TWO_BIRTHS),
        ("c4", Doubt.TWO_DOCUMENTS),
    ]


@pytest.mark.parametrize("days", [("1985-11-20", "1985-11-21"), ("1985-03-05", "1985-05-03")])
def test_a_slip_in_a_birth_date_is_no_second_one(days: tuple[str, str]):
    assert doubts(*(capture(f"r{n}", date_of_birth=day) for n, day in enumerate(days))) == []


def test_the_share_of_questions_is_told_by_month():
    captures = [capture("r1"), capture("r2"), capture("r3", at=APRIL)]
    assert review_shares(captures, [MARCH, APRIL]) == {"2026-03": (2, 1), "2026-04": (1, 1)}


def test_what_one_puts_together_and_the_other_does_not_is_sampled(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(splink_audit, "splink_labels", lambda _people: [0, 0, 1, 1])
    captures = [capture("r1", "a"), capture("r2", "a"), capture("r3", "a"), capture("r4", "b")]
    compared = splink_comparison(captures)
    assert {(pair.one, pair.other, pair.ours) for pair in compared.sample} == {
        ("r2", "r3", True),
        ("r3", "r4", False),
    }
    assert compared.figures == b_cubed(["a", "a", "a", "b"], [0, 0, 1, 1])


def test_without_splink_the_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(splink_audit, "find_spec", lambda _name: None)
    with pytest.raises(Problem, match="audit"):
        splink_comparison([capture("r1")])
