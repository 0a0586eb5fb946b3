"""E-mails go out under TLS, to a mail server whose certificate is trusted, and to no other."""

import base64
import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from sync_server.services import smtp as smtp_module
from sync_server.services.smtp import UndeliveredError, smtp
from tests.sync_server.mail_server import MailServer, mail_server

SECRET = "demo:dos%40palabras@"
HEARD = b"\0demo\0dos@palabras"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of its own for 127.0.0.1, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "correo de prueba")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts the certificate, as an office does with that of its own mail server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture(params=[False, True], ids=["starttls", "smtps"])
def post(request: pytest.FixtureRequest, certificate: Path) -> Iterator[MailServer]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    with mail_server(tls, from_the_start=request.param) as opened:
        yield opened


def letter() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@autos.example", "ana@prueba.example", "Hola"
    made.set_content("Adjunto.")
    return made


@pytest.mark.usefixtures("trusted")
def test_neither_the_password_nor_the_letter_goes_in_the_open(post: MailServer):
    smtp(post.url.replace("://", f"://{SECRET}"))(letter())

    assert [recipient for recipient, _ in post.taken] == ["ana@prueba.example"]
    assert [base64.b64decode(heard) for heard in post.signed_in] == [HEARD]
    in_the_open = [] if post.from_the_start else ["EHLO", "STARTTLS"]
    assert post.in_the_open == in_the_open


def test_a_mail_server_whose_certificate_nobody_vouches_for_is_told_nothing(post: MailServer):
    with pytest.raises(UndeliveredError) as refused:
        smtp(post.url.replace("://", f"://{SECRET}"))(letter())

    assert (refused.value.reason, refused.value.for_good) == ("no_trust", False)
    assert (post.signed_in, post.taken) == ([], [])


def test_the_password_stays_here_where_another_machine_offers_no_tls(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(smtp_module, "_is_this_machine", lambda _host: False)
    with mail_server() as plain:
        with pytest.raises(UndeliveredError) as refused:
            smtp(plain.url.replace("://", f"://{SECRET}"))(letter())
        assert refused.value.reason == "no_tls"
        assert (plain.signed_in, plain.taken) == ([], [])
