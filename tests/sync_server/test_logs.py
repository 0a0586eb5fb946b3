"""What is logged helps to find a fault and tells nothing about a person."""

import json
import logging

import pytest
import structlog
from pydantic import ValidationError

from app.domain.people import Visitor
from sync_server import logs
from tests.builders import email, phone, rut, visitor

PRIVATE = ("Ana", "Prueba", "55500001", "ana@", "11111111")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_full_customer_leaves_no_trace(capsys: pytest.CaptureFixture[str]):
    logs.configure()
    person = visitor(phone=phone(), email=email(), document=rut("111111111"))
    structlog.get_logger().info(
        "record_refused",
        device="0198c0de-0000-7000-8000-000000000001",
        code="invalid_field",
        visitor=person,
        name="Ana Prueba",
        phone="+56955500001",
        path="Ana Prueba",
        record="+56955500001",
        kind="ana@prueba.example",
        branch="111111111",
    )
    err = capsys.readouterr().err
    assert not [word for word in PRIVATE if word in err]
    event = json.loads(err)
    assert event["event"] == "record_refused"
    assert event["device"] == "0198c0de-0000-7000-8000-000000000001"
    assert event["dropped"] == ["branch", "kind", "name", "path", "phone", "record", "visitor"]


def test_an_error_is_told_by_its_class_and_place(capsys: pytest.CaptureFixture[str]):
    logs.configure()
    try:
        Visitor.model_validate({"name": {"typed": ["Ana Prueba"]}, "address": 7})
    except ValidationError as error:
        structlog.get_logger().error("request_failed", exc_info=error)
        logging.getLogger("uvicorn.error").exception("Exception for %s", "Ana Prueba")
    ours, theirs = lines(capsys)
    assert (ours["error"], theirs["error"]) == ("ValidationError", "ValidationError")
    assert not [word for word in PRIVATE if word in json.dumps([ours, theirs])]
    assert theirs["template"] == "Exception for %s"


def test_the_chatter_of_libraries_is_not_repeated(capsys: pytest.CaptureFixture[str]):
    logs.configure()
    logging.getLogger("some.library").warning("customer Ana Prueba is odd")
    logging.getLogger("some.library").info("nothing")
    (event,) = lines(capsys)
    assert (event["logger"], event["template"]) == ("some.library", None)
