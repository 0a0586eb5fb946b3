"""Which e-mail address did the person give, and is there a usual slip in it?

Values are lower-case: two addresses that differ in case alone are the same mailbox for every
provider our customers use. Whether the mailbox exists is not asked (that needs a network).
"""

import re

from email_validator import EmailNotValidError, validate_email

from app.domain.reading import (
    TYPED_LENGTH,
    Doubt,
    Reading,
    blank,
    clean,
    fold,
    to_verify,
    valid,
)

_MEANT = {
    "gmail.com": "gmail gmial.com gmal.com gmai.com gmaill.com gamil.com gmil.com gnail.com "
    "gmail.co gmail.cm gmail.om gmail.cl gmail.pe gmail.es gimail.com gemail.com",
    "hotmail.com": "hotmail hotmal.com hotmial.com hotmai.com hotmil.com hotmaill.com homail.com "
    "hormail.com hotamil.com hotmail.co hotmail.cm hotmail.om otmail.com hotmail.pe",
    "outlook.com": "outlook outlok.com outloock.com outlock.com otlook.com outlook.co outlook.cm",
    "yahoo.com": "yahoo yaho.com yahooo.com yhaoo.com yahoo.co yahoo.cm",
    "icloud.com": "icloud iclod.com icloud.co iclud.com",
    "live.com": "live",
}
_DOMAIN_SLIPS = {slip: meant for meant, slips in _MEANT.items() for slip in slips.split()}
_ENDING_SLIP = re.compile(r"\.(con|cmo|ocm|comm|coom|vom|xom|cpm|c0m)$")


def read_email(typed: str) -> Reading:
    """Read an e-mail address."""
    text = clean(typed)
    if not text:
        return blank(typed)
    address = _address(text)
    if address is None:
        doubt = Doubt.EMAIL_UNKNOWN if "@" in text else Doubt.EMAIL_NO_AT
        return to_verify(typed, doubt, suggestion=_address(_mended(text)))
    meant = _with_meant_domain(address)
    if meant != address:
        return to_verify(typed, Doubt.EMAIL_DOMAIN_TYPO, value=address, suggestion=meant)
    return valid(typed, address)


def _address(text: str) -> str | None:
    """Return the normal form of a well-formed address, ``None`` otherwise."""
    if len(text) > TYPED_LENGTH:
        return None
    try:
        # Our providers issue no mailbox with letters beyond ASCII: an ñ there is a slip.
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return checked.normalized.lower()


def _mended(text: str) -> str:
    """Undo the slips that make an address unreadable: spaces, commas, accents, no «.com»."""
    mailbox, at, domain = text[:TYPED_LENGTH].rpartition("@")
    joined = f"{fold(mailbox)}{at}{domain}".replace(",", ".")
    return _with_meant_domain("".join(joined.split()).strip(".;:<>").lower())


def _with_meant_domain(address: str) -> str:
    mailbox, at, domain = address.rpartition("@")
    if not at:
        return address
    ending = _ENDING_SLIP.sub(".com", domain)
    return f"{mailbox}@{_DOMAIN_SLIPS.get(ending, ending)}"
