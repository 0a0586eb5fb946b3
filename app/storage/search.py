"""Finds the customers on this tablet by part of a name, the end of a phone, or a plate."""

from typing import Any

from pydantic import ValidationError

from app.domain.customers import Customer
from app.domain.reading import digits, fold, letters_and_digits
from app.storage.database import TabletFile
from app.storage.trigrams import SIZE, Trigrams

_END = ";"  # closes a number, so that «4321» finds the phones that end so


class CustomerSearch:
    """Follows the mirror: one line of folded text per customer, in an index of trigrams."""

    kind = "customer"

    def __init__(self, file: TabletFile, index: Trigrams) -> None:
        self._file = file
        self._index = index

    @property
    def engine(self) -> str:
        return self._index.name

    def keep(self, identity: str, doc: dict[str, Any]) -> dict[str, Any]:
        self.drop(identity)
        try:
            customer = Customer.model_validate(doc)
        except ValidationError:  # of a newer version: it is not shown either
            return doc
        if customer.active:
            text = text_of(customer)
            with self._file.transaction():
                [row] = self._file.rows(
                    "INSERT INTO customer_text (id, text) VALUES (?, ?) RETURNING doc",
                    (identity, text),
                )
                self._index.add(row["doc"], text)
        return doc

    def drop(self, identity: str) -> None:
        for row in self._file.rows("SELECT doc, text FROM customer_text WHERE id = ?", (identity,)):
            self._index.remove(row["doc"], row["text"])
            self._file.execute("DELETE FROM customer_text WHERE doc = ?", (row["doc"],))

    def clear(self) -> None:
        self._index.clear()
        self._file.execute("DELETE FROM customer_text")

    def find(self, typed: str, limit: int) -> list[str]:
        """Return the ids of the customers meant; words that begin so come first."""
        begun, within = _wanted(typed)
        if not within:
            return []
        found = self._index.find(begun, limit) if begun else []
        if len(found) < limit:
            found += self._index.find(within, limit)
        return list(dict.fromkeys(found))[:limit]

    def beginning(self, code: str, limit: int) -> list[str]:
        """Return the ids of the customers with a number or plate that begins so."""
        return self._index.find([f" {code}"], limit)

    def size(self) -> int:
        return int(self._file.value("SELECT count(*) FROM customer_text"))


def text_of(customer: Customer) -> str:
    names = [
        f"{name.value.given} {name.value.surname} {name.value.second_surname}".strip()
        or name.value.typed
        for name in customer.names
    ]
    numbers = [digits(phone.value.value or phone.value.typed) for phone in customer.phones]
    numbers += [
        letters_and_digits(known.value.value or known.value.typed) for known in customer.documents
    ]
    plates = [car.value.plate for car in customer.cars if car.value.plate is not None]
    codes = [letters_and_digits(plate.value or plate.typed) for plate in plates]
    return "".join(
        [
            *(f" {fold(name)}" for name in names),
            *(f" {code.lower()}{_END}" for code in (*numbers, *codes)),
        ]
    )


def _wanted(typed: str) -> tuple[list[str], list[str]]:
    """Return what the words begin with, and the same anywhere within; nothing if too short."""
    if any(char.isdigit() for char in typed):
        code = letters_and_digits(typed).lower()
        ending = f"{code}{_END}" if code.isdigit() else code
        return [], [ending] if len(ending) >= SIZE else []
    words = fold(typed).split()
    begun = [f" {word}" for word in words if len(word) >= SIZE - 1]
    return begun, [word for word in words if len(word) >= SIZE] or begun
