"""A complaint of Chile with a photo, offline until it is sent; the photo survives a cut line."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser

from tests.browser.desks import PIN, Desk, choose, desk, downloaded, sign, text_of, write
from tests.browser.screen import Screen
from tests.browser.test_complaints import complaints
from tests.browser.walking import reach

DETAIL = "El auto volvió con el mismo ruido."


def test_a_complaint_of_chile_with_its_photo_is_sent_after_a_cut_and_worked(
    tmp_path: Path, chromium: Browser
):
    with desk(tmp_path, chromium, "CL") as sur:
        sur.office.stop()
        paper = text_of(register(sur.screen, picture(tmp_path)))
        for said in ("Rita Ficticia", DETAIL, "$45.000", "SERNAC"):
            assert said in paper

        send_photo_over_a_cut(sur)
        (listed,) = complaints(sur)
        assert (listed["kind"], listed["state"]) == ("reclamo", "new")
        choose_under_the_guarantee(sur.screen)
        answer_and_close(sur.screen)
        sur.screen.see("sync-pill", "Todo enviado")
        assert [one["state"] for one in complaints(sur)] == ["closed"]


def picture(folder: Path) -> Path:
    """A photo full of detail: it stays large enough for several chunks."""
    path = folder / "foto.jpg"
    Image.effect_noise((2400, 1800), 90).convert("RGB").save(path, quality=95)
    return path


def register(screen: Screen, photo: Path) -> bytes:
    """Go through the three steps; return the copy that the person takes home."""
    screen.tap("tile-complaint")
    screen.first("kind-")
    choose(screen, "kind-reclamo", "area-workshop", "cost-money")
    write(screen, detail=DETAIL, request="Que lo revisen otra vez.")
    reach(screen, "add-photos")
    with screen.page.expect_file_chooser() as chooser:
        screen.tap("add-photos")
    chooser.value.set_files(photo)
    screen.first("photo-1")
    write(screen, amount="45.000")
    screen.tap("next")
    screen.first("document-type-")
    write(screen, name="Rita Ficticia", phone="955501111", email="rita@correo.example")
    screen.tap("next")
    screen.first("sheet-number")
    sign(screen)
    screen.tap("register")
    screen.see("saved", "Guardado en este tablet")
    return downloaded(screen, "copy")


def send_photo_over_a_cut(sur: Desk) -> None:
    """Cut the line at 60 % of the photo, kill the tablet, and see that it goes on from there."""
    ((size,),) = sur.tablet.rows("SELECT size FROM photo")
    assert isinstance(size, int)
    sur.line.cut_after = size * 6 // 10
    sur.office.start()
    sur.screen.see("sync-pill", "Sin conexión, 1 por enviar")
    assert sur.line.is_cut
    assert [one["state"] for one in complaints(sur)] == ["new"]  # the record did not wait
    sur.tablet.kill()
    sent = len(sur.line.chunks)
    sur.line.mend()
    sur.tablet.start()
    sur.screen.open()
    sur.screen.sign_in("julia", PIN)
    sur.screen.see("sync-pill", "Todo enviado")
    again = sur.line.chunks[sent:]
    assert again[0][0] > 0  # what the server had was not sent again
    assert again[-1][1] == size - 1


def choose_under_the_guarantee(screen: Screen) -> None:
    screen.go("complaints")
    screen.tap(screen.first("case-0"))
    screen.first("photo-1")
    choose(screen, "act-guarantee_choice")
    screen.read("La elección es suya")
    screen.type("day-guarantee_choice", today(screen))
    screen.tap("remedy-repair")
    screen.see("case-remedy", "Reparación gratuita")


def today(screen: Screen) -> str:
    told = screen.ask(
        "() => new Intl.DateTimeFormat('en-CA', {timeZone: 'America/Santiago'}).format(new Date())"
    )
    return str(told)


def answer_and_close(screen: Screen) -> None:
    choose(screen, "act-answer")
    screen.type("text-answer", "Lo revisamos sin costo el lunes.")
    screen.tap("finish-answer")
    screen.see("case-state", "Respondido")
    choose(screen, "act-rating")
    screen.tap("rate-fair")
    screen.see("case-rating", "Regular")
    choose(screen, "act-closing")
    screen.tap("closing-yes")
    screen.see("case-state", "Cerrado")
