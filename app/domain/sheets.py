"""Which number does the next sheet of a complaints book get, without asking anybody?

Numbers run per book and year without gaps (DS 011-2011-PCM art. 5). Each tablet is a book of its
own, coded ``<establishment>-<device code>`` in one register (arts. 7, 8): two tablets never write
in one book. A tablet that was cloned or restored gets a new device code with its new epoch, and so
a new book. A number once given stays given: an annulled sheet keeps it.
"""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.fields import Frozen, OpenEnum, Text

BookCode = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9Ññ._-]{1,40}-[A-Z0-9]{1,12}$")]


class Entry(OpenEnum):
    """How a complaint came to us."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    WEB = "web"
    LETTER = "letter"
    MAILBOX = "mailbox"  # «buzón»: a suggestion or a praise, often without a name
    BACKUP_BOOK = "backup_book"  # «libro de respaldo», on paper
    UNKNOWN = "unknown"


class Provider(Frozen):
    """Whose book it is, as the sheet prints it: a setting of the branch.

    ``tax_id`` is the RUC or the RUT. A ``demo`` provider marks every paper.
    """

    legal_name: Text
    tax_id: Text
    address: Text
    branch: Text
    demo: bool = False


class SheetNumber(Frozen):
    """``000000001-2026`` of a book; a sheet of the paper book keeps the number printed on it."""

    book: BookCode
    number: Annotated[int, Field(ge=1, le=999_999_999)]
    year: Annotated[int, Field(ge=2000, le=2999)]

    def __str__(self) -> str:
        return f"{self.number:09d}-{self.year}"

    def full(self) -> str:
        """Return the number with its book, the way people quote it: ``SUR-T07 000000001-2026``."""
        return f"{self.book} {self}"


def book_code(establishment: str, device_code: str) -> str:
    """Return the code of a tablet's book. Raises ``ValueError`` for a device code with a dash.

    The dash parts the two: with one inside, two tablets could come to the same book.
    """
    if re.fullmatch(r"[A-Z0-9]{1,12}", device_code) is None:
        raise ValueError(f"{device_code!r} is no device code for a book")
    return f"{establishment}-{device_code}"


def next_sheet(issued: Iterable[SheetNumber], book: str, year: int) -> SheetNumber:
    """Return the number after the last one issued in this book and year, annulled ones included."""
    last = max((s.number for s in issued if (s.book, s.year) == (book, year)), default=0)
    return SheetNumber(book=book, number=last + 1, year=year)
