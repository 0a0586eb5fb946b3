"""The written answer to a complaint, as the law of its country asks for it."""

from app.domain.cases import ComplaintCase
from app.domain.complaint_texts import Topic, complaint_text
from app.domain.papers.complaint_wording import name_of
from app.domain.papers.letter import Signer, letter_pdf
from app.domain.papers.wording import day_words
from app.domain.sheets import Provider


def answer_pdf(case: ComplaintCase, provider: Provider, signer: Signer) -> bytes:
    """Draw the letter, dated on the day of the answer.

    Raises ``ValueError`` for a case that nobody has answered.
    """
    answer, complaint = case.answer, case.complaint
    if answer is None:
        raise ValueError("there is no answer yet")
    words = {
        "customer": name_of(complaint.consumer),
        "number": number_of(case),
        "registered_on": day_words(complaint.starts_on(), complaint.country),
        "answer": answer.text,
    }
    text = complaint_text(Topic.ANSWER_LETTER, complaint.country)
    return letter_pdf(text, words, provider, signer, answer.sent_on)


def number_of(case: ComplaintCase) -> str:
    """Return the number people quote, or the beginning of the record's id where there is none."""
    sheet = case.sheet()
    return sheet.full() if sheet else str(case.record)[:8]
