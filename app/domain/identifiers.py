"""How does what a person typed read: phone, e-mail, name, document, plate, VIN?

The one door to the readers: each lives in the module of its own question.
"""

from app.domain.birth_dates import birth_date_doubt, read_birth_date
from app.domain.documents import display_document, is_checksum_valid, read_document
from app.domain.emails import read_email
from app.domain.names import name_doubt, read_name
from app.domain.phones import display_phone, is_mobile, read_phone
from app.domain.reading import DocumentReading, Doubt, Reading, clean, digits, fold
from app.domain.vehicles import read_plate, read_vin

__all__ = [
    "DocumentReading",
    "Doubt",
    "Reading",
    "birth_date_doubt",
    "clean",
    "digits",
    "display_document",
    "display_phone",
    "fold",
    "is_checksum_valid",
    "is_mobile",
    "name_doubt",
    "read_birth_date",
    "read_document",
    "read_email",
    "read_name",
    "read_phone",
    "read_plate",
    "read_vin",
]
