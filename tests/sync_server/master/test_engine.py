"""What holds for every list of people, and how well the engine knows who is who."""

from random import Random

import pytest

from sync_server.master.clusters import pair_figures
from sync_server.master.engine import Engine
from sync_server.master.frequencies import counted
from sync_server.master.memory import MemoryBase
from sync_server.master.normalise import normalised
from sync_server.master.person import Person
from sync_server.master.weights import shipped
from sync_server.services.matching_files import Source, weights_for
from tests.sync_server.master.invented import captures
from tests.sync_server.master.people import person, sample


def entities(people, weights=None):
    """The entity of each person when they arrive in this order, and the base."""
    base, engine = MemoryBase(counted(people), len(people)), Engine(weights or shipped())
    for n, one in enumerate(people):
        base.write(f"{n:09d}", one, engine.resolve(base, one))
    return [base.entity_of(f"{n:09d}") for n in range(len(people))], base


def test_no_two_captures_under_a_veto_share_a_customer_among_20_000():
    people = [normalised(columns) for columns in captures(20_000, seed=5)]

    labels, _ = entities(people)

    groups: dict[str, list[Person]] = {}
    for label, one in zip(labels, people, strict=True):
        groups.setdefault(label, []).append(one)
    assert 4_000 < len(groups) < 16_000
    proved = [{p.document for p in group if p.document_valid} for group in groups.values()]
    dni = [{p.document for p in group if p.document_type == "dni"} for group in groups.values()]
    assert [numbers for numbers in (*proved, *dni) if len(numbers) > 1] == []
    assert sum(map(len, proved)) > 2_000
    assert [group for group in groups.values() if len({p.company for p in group}) > 1] == []


@pytest.mark.parametrize(
    ("name", "precision", "recall"),
    [
        ("people_es.csv", 0.998, 0.91),
        ("people_es_harsh.csv", 0.96, 0.66),
        ("people_en.csv", 0.998, 0.75),
    ],
)
def test_samples_with_a_known_truth_are_told_apart(name, precision, recall):
    people, truth = sample(name)

    weights = weights_for(people, Source.SHIPPED)
    figures = pair_figures(entities(people, weights)[0], truth)

    assert (figures.precision > precision, figures.recall > recall) == (True, True), figures


def test_the_order_of_arrival_hardly_matters():
    people, truth = sample("people_es.csv")
    scores = []
    for seed in range(3):
        order = list(range(len(people)))
        Random(seed).shuffle(order)  # noqa: S311 - an order of arrival
        labels, _ = entities([people[n] for n in order])
        scores.append(pair_figures(labels, [truth[n] for n in order]).f1)

    assert max(scores) - min(scores) < 0.015, scores


def test_a_capture_that_comes_again_joins_itself_and_changes_nothing_else():
    people, _ = sample("people_es.csv")
    told = [one for one in people if one.document_valid and one.phone and one.birth]
    once, _ = entities(told)

    twice, _ = entities(told + told)

    assert twice[: len(told)] == twice[len(told) :] == once


def test_the_same_people_give_the_same_answer_each_time():
    people, _ = sample("people_es_harsh.csv")

    assert entities(people)[0] == entities(people)[0]


def test_a_crowded_key_is_not_read_through():
    base, engine = MemoryBase(), Engine(shipped())
    for n in range(200):
        crowd = person(given_name=f"N{n}", surname=f"S{n}", email="ventas@tapia.cl")
        base.write(f"{n:09d}", crowd, engine.resolve(base, crowd))

    resolution = engine.resolve(base, person(given_name="Ana", email="ventas@tapia.cl"))

    assert resolution.best is None


def test_a_decision_is_explained_field_by_field_without_naming_anybody():
    base, engine = MemoryBase(), Engine(shipped())
    camila = person(given_name="Camila", surname="Tapia", phone="987654321")
    base.write("a", camila, engine.resolve(base, camila))

    reasons = engine.resolve(base, camila).reasons

    assert reasons is not None
    assert {(r.field, r.level) for r in reasons.reasons} == {
        ("given", "same"),
        ("surname", "same"),
        ("phone", "same"),
    }
    assert [r.bits for r in reasons.reasons] == sorted(
        (r.bits for r in reasons.reasons), reverse=True
    )
    assert sum(reasons.relations.values()) == pytest.approx(1)
    assert "camila" not in str(reasons)
