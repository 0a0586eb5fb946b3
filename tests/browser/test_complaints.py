"""A complaint from listening to closing, in a real browser, without a network until it is sent."""

import json
from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.desks import Desk, choose, desk, downloaded, sign, text_of, write
from tests.browser.screen import Screen

DETAIL = "Vine dos veces y recién el viernes me lo entregaron."


def test_a_hoja_is_signed_offline_copied_sent_worked_and_closed(tmp_path: Path, chromium: Browser):
    with desk(tmp_path, chromium, "PE") as lima:
        lima.office.stop()
        paper = text_of(register_hoja(lima.screen))
        assert "Elena Muestra Ficticia" in paper
        assert DETAIL in paper
        assert "Mantenimiento de 10,000 km" in paper
        assert "SUR-T01" in paper
        assert "000000001" in paper
        assert "20000000001" in paper

        lima.office.start()
        lima.screen.see("sync-pill", "Todo enviado")
        (listed,) = complaints(lima)
        assert (listed["state"], listed["sheet"].split()[0]) == ("new", "SUR-T01")
        suspend(lima.screen)
        answer_and_close(lima.screen)
        lima.screen.see("sync-pill", "Todo enviado")
        acts = json.loads(
            lima.office.run("complaints", "acts", listed["id"], "--format", "json").stdout
        )
        assert [act["act"] for act in acts] == [
            "apology",
            "offer",
            "offer_answer",
            "answer",
            "closing",
        ]
        assert [one["state"] for one in complaints(lima)] == ["closed"]


def test_who_gives_no_data_is_attended_as_a_registro_interno(tmp_path: Path, chromium: Browser):
    with desk(tmp_path, chromium, "PE") as lima:
        lima.office.stop()
        screen = lima.screen
        screen.tap("tile-complaint")
        screen.first("kind-")
        choose(screen, "kind-queja")
        write(screen, detail="Nadie me atendió en una hora.")
        screen.tap("next")
        screen.see("needed-document", "falta: Documento")
        choose(screen, "interno")
        screen.tap("next")
        screen.see("sheet-number", "sin número")
        screen.tap("register")
        screen.see("saved", "Guardado en este tablet")
        assert "Registro interno" in text_of(downloaded(screen, "copy"))
        lima.office.start()
        screen.see("sync-pill", "Todo enviado")
        (listed,) = complaints(lima)
        assert (listed["kind"], listed["sheet"], listed["state"]) == ("queja", "", "new")


def register_hoja(screen: Screen) -> bytes:
    """Go through the three steps; return the copy that the person takes home."""
    screen.tap("tile-complaint")
    screen.first("kind-")
    choose(screen, "kind-reclamo", "area-workshop", "cost-time", "mood-upset")
    write(screen, detail=DETAIL, request="Que no me cobren la mano de obra.")
    choose(screen, "good-kind-service")
    write(screen, good="Mantenimiento de 10,000 km", amount="180.00")
    screen.picture("complaint")
    screen.tap("next")
    screen.first("document-type-")
    write(screen, name="Elena Muestra Ficticia", document="10203040", phone="955501234")
    screen.see("needed-address_or_email", "falta: Domicilio o correo")
    write(screen, email="elena@correo.example")
    choose(screen, "reply-email")
    screen.picture("complaint_step2")
    screen.tap("next")
    screen.see("sheet-number", "000000001")
    sign(screen)
    screen.picture("complaint_step3")
    screen.tap("register")
    screen.see("saved", "Guardado en este tablet")
    screen.picture("complaint_saved")
    return downloaded(screen, "copy")


def suspend(screen: Screen) -> None:
    """Apologise, offer at a distance, and hear the no: the term stood still meanwhile."""
    screen.go("complaints")
    screen.tap(screen.first("case-0"))
    screen.first("case-state")
    screen.first("act-apology")
    choose(screen, "act-apology")
    screen.read("Disculpa en persona · Julia Ejemplo")
    choose(screen, "act-offer")
    screen.type("text-offer", "Segunda revisión sin costo")
    screen.tap("act-remote")
    screen.tap("finish-offer")
    screen.read("El plazo está suspendido")
    choose(screen, "offer-rejected")
    screen.read("Respuesta a la oferta · Julia Ejemplo")


def answer_and_close(screen: Screen) -> None:
    choose(screen, "act-answer")
    screen.type("text-answer", "Devolvemos la mano de obra.")
    screen.tap("finish-answer")
    screen.see("case-state", "Respondido")
    choose(screen, "act-closing")
    screen.tap("closing-yes")
    screen.see("case-state", "Cerrado")


def complaints(lima: Desk) -> list[dict[str, str]]:
    told = lima.office.run("complaints", "list", "--format", "json").stdout
    listed: list[dict[str, str]] = json.loads(told)
    return listed
