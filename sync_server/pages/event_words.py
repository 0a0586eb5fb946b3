"""What the pages of an event say in words."""

from app.domain.calendars import branch_time
from app.domain.catalogue import Branch
from app.domain.consent import Channel
from app.domain.events import Event
from app.domain.papers.wording import day_words
from sync_server.services.event_page import Open, Wrong

CHANNELS = (
    (Channel.PHONE, "Por llamada"),
    (Channel.WHATSAPP, "Por WhatsApp"),
    (Channel.EMAIL, "Por correo"),
)
WRONG = {
    Wrong.NAME: "Escriba su nombre y su apellido.",
    Wrong.PHONE: "Revise el número: faltan o sobran cifras.",
    Wrong.EMAIL: "Revise el correo, o déjelo vacío.",
    Wrong.AGE: "Diga si tiene 18 años o más.",
    Wrong.PEOPLE: "No quedan tantos lugares: elija menos personas.",
    Wrong.FORM: "Revise sus datos y envíelos otra vez.",
}
NOTES = {
    Open.OVER: "Este evento ya terminó. Gracias por su interés.",
    Open.FULL: "No quedan lugares. Pregunte en el stand: a veces se libera alguno.",
    Open.CANCELLED: "Este evento se canceló.",
    Open.OPEN: "Abra otra vez el enlace del QR.",
}
TAKEN_BACK = "Esta inscripción está anulada. Para venir, inscríbase otra vez con el QR."
NOT_HERE_YET = (
    "Su inscripción aún no nos llega",
    "El tablet la envía cuando tiene red. Guarde este enlace y ábralo más tarde.",
)
UNKNOWN = ("No conocemos este enlace", "Puede estar incompleto. Escanee otra vez el QR del afiche.")


def when_words(event: Event, branch: Branch) -> str:
    """Return «lun 02-03-2026 · 09:00 a 21:00 · Parque Demo, stand B12» in branch time."""
    start, end = (branch_time(at, branch.zone) for at in (event.starts_at, event.ends_at))
    first, last = (day_words(at.date(), branch.country) for at in (start, end))
    where = f"{event.place}, stand {event.stand}" if event.stand else event.place
    if first == last:
        return f"{first} · {start:%H:%M} a {end:%H:%M} · {where}"
    return f"{first} {start:%H:%M} a {last} {end:%H:%M} · {where}"
