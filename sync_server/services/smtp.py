"""Hand one e-mail to the mail server that the settings name."""

import ipaddress
import smtplib
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

Deliver = Callable[[EmailMessage], None]

TIMEOUT = 30.0  # seconds for each answer of the mail server
_PERMANENT = 500
_PORTS = {"smtp": 587, "smtps": 465}


class UndeliveredError(Exception):
    """``reason`` is a code without personal data; ``for_good``: another try would end the same."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.for_good = for_good


def smtp(url: str) -> Deliver:
    """Return what delivers through ``smtp://`` (STARTTLS where it is offered) or ``smtps://``.

    It raises ``UndeliveredError``. A password never travels without TLS but to this machine.
    """
    parts = urlsplit(url)

    def deliver(message: EmailMessage) -> None:
        try:
            with _connected(parts) as server:
                _sign_in(server, parts)
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as exc:
            code = next(iter(exc.recipients.values()))[0]
            raise UndeliveredError(f"refused_{code}", for_good=code >= _PERMANENT) from exc
        except smtplib.SMTPDataError as exc:
            code = exc.smtp_code
            raise UndeliveredError(f"refused_{code}", for_good=code >= _PERMANENT) from exc
        except smtplib.SMTPResponseException as exc:
            raise UndeliveredError(f"smtp_{exc.smtp_code}") from exc
        except smtplib.SMTPException as exc:
            raise UndeliveredError("smtp_broken") from exc
        except ssl.SSLError as exc:  # of a certificate that nobody vouches for
            raise UndeliveredError("no_trust") from exc
        except OSError as exc:
            raise UndeliveredError("unreachable") from exc

    return deliver


def _connected(parts: SplitResult) -> smtplib.SMTP:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=ssl.create_default_context())
    return smtplib.SMTP(host, port, timeout=TIMEOUT)


def _sign_in(server: smtplib.SMTP, parts: SplitResult) -> None:
    server.ehlo()
    if parts.scheme == "smtp":
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif parts.username and not _is_this_machine(parts.hostname or ""):
            raise UndeliveredError("no_tls")
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
