"""The e-mails of a complaint: the copy of what was registered, and the written answer."""

from email.message import EmailMessage

from app.domain.cases import KnownComplaint
from app.domain.catalogue import Branch
from app.domain.complaint_acts import Answer
from app.domain.emails import read_email
from app.domain.papers.answer import answer_pdf, number_of
from app.domain.papers.complaint_wording import name_of
from app.domain.papers.hoja import hoja_pdf
from app.domain.papers.letter import Signer
from app.domain.papers.provider import provider_of
from app.domain.papers.receipt import receipt_pdf
from app.domain.papers.wording import day_words
from app.domain.people import Country
from app.domain.quote_mails import MailPaper
from app.domain.sheets import Provider

POST = "Jefatura"  # only chiefs answer


def address_of(known: KnownComplaint) -> str | None:
    """Return where the person wants it, ``None`` where no address can be read."""
    email = known.case.complaint.consumer.email
    return read_email(email.value or email.typed).field.value if email else None


def answered_by(known: KnownComplaint) -> str:
    """Return the code of who answered last, "" while nobody has."""
    given = [dated.by for dated in known.case.history if isinstance(dated.act, Answer)]
    return given[-1] if given else ""


def complaint_letter(
    known: KnownComplaint, branch: Branch, signer: str, paper: MailPaper
) -> EmailMessage:
    """Return subject, words and PDF; sender, receiver and Message-ID are still to be set."""
    number, provider = number_of(known.case), provider_of(branch)
    letter = EmailMessage()
    if paper is MailPaper.ANSWER:
        letter["Subject"] = f"Respuesta a su reclamo {number}"
        said = f"{branch.dealer} responde a su reclamo {number}. La carta va adjunta en PDF."
        pdf, name = answer_pdf(known.case, provider, Signer(signer, POST)), "respuesta.pdf"
    else:
        letter["Subject"] = f"Copia de su reclamo {number}"
        said = f"{branch.dealer} registró su reclamo {number}. Su copia va adjunta en PDF."
        pdf, name = _copy(known, provider), "reclamo.pdf"
    due = known.case.due_on
    until = day_words(due, branch.country) if due and known.case.answer_owed else ""
    lines = [f"{name_of(known.case.complaint.consumer)}:", "", said]
    lines += [f"Le responderemos a más tardar el {until}."] if until else []
    letter.set_content("\n".join([*lines, "", branch.name, ""]))
    letter.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    return letter


def _copy(known: KnownComplaint, provider: Provider) -> bytes:
    case = known.case
    is_hoja = case.complaint.country is Country.PE and case.sheet() is not None
    return hoja_pdf(case, provider) if is_hoja else receipt_pdf(case, provider)
