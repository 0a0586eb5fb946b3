"""A quote by e-mail: wished for on a tablet, queued and sent by the server."""

from app.domain.fields import Checked, Frozen, OpenEnum


class QuoteMail(Frozen):
    """The body of a quote_mail record: send the paper of the quote that the refs name."""

    to: Checked


class MailPaper(OpenEnum):
    """What an e-mail brings."""

    QUOTE = "quote"
    COPY = "copy"  # of a complaint, at once (DS 011-2011-PCM art. 4-B)
    ANSWER = "answer"  # to a complaint, as its person asked to have it
    SURVEY = "survey"  # how satisfied somebody is; it names the contact
    VOUCHER = "voucher"  # a gift that is fetched in person
    UNKNOWN = "unknown"


class MailState(OpenEnum):
    QUEUED = "queued"
    SENT = "sent"  # the mail server took it
    FAILED = "failed"  # it will not be tried again
    UNKNOWN = "unknown"
