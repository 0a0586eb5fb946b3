"""What the tablet writes into its log names nobody."""

import logging
import sys
from pathlib import Path

from pydantic import ValidationError

from app.logs import DiscreetFormatter
from app.services.capture import VisitForm


def _written(message: str, *parts: object, exc_info: object = None) -> str:
    record = logging.LogRecord("app", logging.INFO, __file__, 1, message, parts, exc_info)  # type: ignore[arg-type]
    return DiscreetFormatter().format(record)


def test_phones_documents_and_addresses_are_blanked() -> None:
    line = _written("saved %s %s %s", "+56 9 5550 1234", "12.345.678-5", "ana.p@prueba.example")
    assert "5550" not in line
    assert "345" not in line
    assert "ana" not in line


def test_ids_and_counts_stay_readable() -> None:
    line = _written("sent record=%s count=%d", "0199c3f2-1111-7abc-8def-0123456789ab", 500)
    assert line.endswith("sent record=0199c3f2-1111-7abc-8def-0123456789ab count=500")


def test_of_an_exception_only_its_place_and_class_are_written() -> None:
    try:
        VisitForm.model_validate({"name": "Ana Prueba", "intent": "Ana Prueba"})
    except ValidationError:
        line = _written("broke", exc_info=sys.exc_info())
    assert "ValidationError" in line
    assert Path(__file__).name in line
    assert "Prueba" not in line.replace('"Ana Prueba", "intent": "Ana Prueba"', "")
