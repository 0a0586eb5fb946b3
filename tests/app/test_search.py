"""«Buscar»: the customers of this tablet by part of a name, phone ending or plate; both indexes."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.customers import Customer, KnownCar, KnownContact, Provenance
from app.domain.fields import Checked, State
from app.domain.visits import OwnedCar
from app.storage.database import TabletFile
from app.storage.search import CustomerSearch
from app.storage.trigrams import FullText, OwnTrigrams, Trigrams, has_full_text, trigrams
from tests.app.fakes import FakeServer
from tests.app.rig import Rig, customer
from tests.builders import phone

INDEXES = (FullText, OwnTrigrams)


@pytest.fixture(params=INDEXES, ids=lambda index: index.name if hasattr(index, "name") else "")
def search(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CustomerSearch]:
    file = TabletFile(tmp_path / "vitrina.db")
    yield CustomerSearch(file, request.param(file))
    file.close()


def someone(number: int, full: str, plate: str = "", ending: str = "") -> Customer:
    who = UUID(int=number)
    origin = Provenance(record=who, kind="visit", by="carla", at=0)
    cars: tuple[KnownCar, ...] = ()
    if plate:
        seen = Checked(typed=plate, value=plate, state=State.VALID)
        cars = (KnownCar(value=OwnedCar(model="Aura 3", plate=seen), origin=origin),)
    contact = KnownContact(value=phone(f"+5695550{ending or number:>04}"), origin=origin)
    return customer(who, full, cars=cars, phones=(contact,))


def keep(search: CustomerSearch, *people: Customer) -> None:
    for one in people:
        search.keep(str(one.id), one.model_dump(mode="json"))


def numbers(search: CustomerSearch, typed: str) -> list[int]:
    return [UUID(found).int for found in search.find(typed, limit=20)]


def test_names_are_found_by_a_part_and_accents_do_not_matter(search: CustomerSearch):
    keep(
        search, someone(1, "Ana Prueba"), someone(2, "Lía Pruébola"), someone(3, "Rodrigo Ficticio")
    )
    assert numbers(search, "prueb") == [2, 1]
    assert numbers(search, "PRUÉBA") == [1]
    assert numbers(search, "lia pru") == [2]
    assert numbers(search, "igo") == [3]
    assert numbers(search, "ana fic") == []


def test_words_that_begin_so_come_before_those_that_only_hold_it(search: CustomerSearch):
    keep(search, someone(1, "Ana Prueba"), someone(2, "Susana Ficticia"))
    assert numbers(search, "ana") == [1, 2]


def test_a_number_is_the_end_of_a_phone(search: CustomerSearch):
    keep(search, someone(1, "Ana Prueba", ending="1234"), someone(2, "Eva Prueba", ending="5123"))
    assert numbers(search, "1234") == [1]
    assert numbers(search, "23") == [2]
    assert numbers(search, "9 5550 1234") == [1]
    assert numbers(search, "+56 9 5550 5123") == [2]


def test_a_plate_is_found_however_it_is_written(search: CustomerSearch):
    keep(search, someone(1, "Ana Prueba", plate="GHLP21"), someone(2, "Eva Prueba"))
    for typed in ("GHLP21", "gh lp 21", "gh·lp-2", "ghlp"):
        assert numbers(search, typed) == [1]


def test_too_little_finds_nothing_and_odd_letters_break_nothing(search: CustomerSearch):
    keep(search, someone(1, "Ana Prueba"))
    for typed in ("", "a", "1", '"', "ana\" OR 'x", "%%%", "***", "😀😀😀", "-- ;"):
        assert numbers(search, typed) == []


def test_a_customer_who_changed_or_left_is_found_as_they_are_now(search: CustomerSearch):
    keep(search, someone(1, "Ana Prueba"))
    keep(search, someone(1, "Ana Ficticia"))
    assert numbers(search, "prueba") == []
    assert numbers(search, "ficti") == [1]
    search.drop(str(UUID(int=1)))
    assert numbers(search, "ficti") == []
    keep(search, someone(2, "Eva Prueba"))
    search.clear()
    assert numbers(search, "prueba") == []


@settings(max_examples=40)
@given(
    names=st.lists(st.text("abcñé ", min_size=3, max_size=12), min_size=1, max_size=8),
    typed=st.text("abcñé", min_size=3, max_size=5),
)
def test_both_indexes_find_the_same(
    names: list[str], typed: str, tmp_path_factory: pytest.TempPathFactory
):
    found = []
    for index in INDEXES:
        file = TabletFile(tmp_path_factory.mktemp("two") / "vitrina.db")
        made: Trigrams = index(file)
        search = CustomerSearch(file, made)
        keep(search, *(someone(n, name) for n, name in enumerate(names, 1) if name.strip()))
        found.append(numbers(search, typed))
        file.close()
    assert found[0] == found[1]


def test_this_sqlite_has_trigrams_and_they_are_used(rig: Rig):
    assert has_full_text(rig.store.file)
    assert trigrams(rig.store.file).name == "fts5"


def test_what_was_pulled_before_is_found_and_a_wipe_leaves_nothing(rig: Rig, server: FakeServer):
    server.publish("customer", str(UUID(int=1)), customer(UUID(int=1)))
    rig.sync()
    rig.store.search.clear()
    rig.store.file.execute("DELETE FROM state WHERE key = 'followed'")
    rig.reopen()
    assert rig.store.search.find("prueb", limit=5) == [str(UUID(int=1))]
    rig.store.wipe()
    assert rig.store.search.find("prueb", limit=5) == []
    assert rig.store.search.size() == 0


def test_a_resync_follows_anew(rig: Rig, server: FakeServer):
    server.publish("customer", str(UUID(int=1)), customer(UUID(int=1)))
    rig.sync()
    rig.store.mirror.start_again()
    rig.sync()
    assert rig.store.search.find("prueb", limit=5) == [str(UUID(int=1))]
