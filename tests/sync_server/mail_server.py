"""A mail server for tests: speaks SMTP on a free port of this machine and keeps what it is given."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer(socketserver.ThreadingTCPServer):
    """``refusal`` is what it answers to a recipient, in place of taking the e-mail.

    With ``tls`` it offers STARTTLS, or, ``from_the_start``, speaks nothing else.
    """

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, tls: ssl.SSLContext | None = None, *, from_the_start: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.tls = tls
        self.from_the_start = from_the_start
        self.refusal = ""
        self.signed_in: list[str] = []
        self.in_the_open: list[str] = []  # the commands that were not under TLS
        self.taken: list[tuple[str, EmailMessage]] = []  # recipient, message

    @property
    def url(self) -> str:
        scheme = "smtps" if self.from_the_start else "smtp"
        return f"{scheme}://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: object) -> None:
        """A client that does not trust the certificate hangs up in the middle: nothing to tell."""


class _Conversation(socketserver.StreamRequestHandler):
    server: MailServer

    def setup(self) -> None:
        self.hidden = False
        super().setup()
        if self.server.from_the_start:
            self._hide()

    def finish(self) -> None:
        super().finish()
        if self.hidden:
            self.request.close()

    def handle(self) -> None:
        recipient = ""
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            match self._command(line):
                case "EHLO":
                    self._say(f"250-here\r\n{self._offered()}250 AUTH PLAIN")
                case "STARTTLS":
                    self._say("220 go on")
                    self._hide()
                case "AUTH":
                    self.server.signed_in.append(line.rpartition(" ")[2])
                    self._say("235 come in")
                case "RCPT":
                    recipient = line.partition("<")[2].partition(">")[0]
                    self._say(self.server.refusal or "250 known")
                case "DATA":
                    self._say("354 go on")
                    self.server.taken.append((recipient, self._message()))
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 well")

    def _command(self, line: str) -> str:
        command = line.split(maxsplit=1)[0].upper()
        if not self.hidden:
            self.server.in_the_open.append(command)
        return command

    def _offered(self) -> str:
        return "250-STARTTLS\r\n" if self.server.tls and not self.hidden else ""

    def _hide(self) -> None:
        """Go on under TLS."""
        assert self.server.tls is not None
        self.request = self.server.tls.wrap_socket(self.request, server_side=True)
        super().setup()
        self.hidden = True

    def _message(self) -> EmailMessage:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return message_from_bytes(b"".join(lines), policy=policy.default)

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def mail_server(
    tls: ssl.SSLContext | None = None, *, from_the_start: bool = False
) -> Iterator[MailServer]:
    with MailServer(tls, from_the_start=from_the_start) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
