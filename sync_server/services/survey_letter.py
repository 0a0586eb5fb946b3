"""The e-mail that asks how satisfied a customer is: one question, and the link of its page."""

from email.message import EmailMessage
from uuid import UUID

from sqlalchemy import Connection

from app.domain.customers import Customer
from app.domain.papers.wording import day_words
from sync_server.services.event_links import SURVEY, link
from sync_server.services.quote_letter import message_id
from sync_server.services.smtp import UndeliveredError
from sync_server.storage import events, programmes, staff
from sync_server.storage.customers import customer_documents
from sync_server.storage.mails import Mail


def survey_letter(connection: Connection, mail: Mail, sender: str, public: str) -> EmailMessage:
    """Return the e-mail; raises ``UndeliveredError`` where nobody is asked any more.

    The address is read here: what was queued names nobody. ``public`` is the server's address.
    """
    due = programmes.planned_due(connection, mail.quote)
    if due is None:
        raise UndeliveredError("survey_over", for_good=True)
    doc = customer_documents(connection, [str(due.customer)]).get(str(due.customer))
    known = Customer.model_validate_json(doc) if doc else None
    told = (one.value.value for one in (known.emails if known else ()) if one.wrong is None)
    address = next(filter(None, told), None)
    if address is None:
        raise UndeliveredError("no_address", for_good=True)
    branch = staff.branches(connection)[due.branch]
    page = f"{public.rstrip('/')}/s/{link(events.secret(connection), SURVEY, UUID(mail.quote))}"
    letter = EmailMessage()
    letter["From"] = sender
    letter["To"] = address
    letter["Subject"] = f"Una pregunta breve sobre su experiencia · {branch.dealer}"
    letter["Message-ID"] = message_id(mail.record, sender)
    letter.set_content(
        f"{branch.dealer} quiere saber cómo se sintió en {branch.name}.\n\n"
        "Es una sola pregunta, del 0 al 10, y un espacio para lo que quiera agregar:\n"
        f"{page}\n\n"
        f"Puede contestar hasta el {day_words(due.expires_on, branch.country)}. Gracias.\n\n"
        "Si no desea recibir encuestas, respóndanos este correo y no le escribiremos más.\n"
    )
    return letter
