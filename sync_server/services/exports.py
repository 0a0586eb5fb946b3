"""What a tablet could not send, brought in a file: opened, checked, and taken in like a push."""

import zlib
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import ValidationError

from app.domain.contract import RecordReport, Result
from app.domain.exports import (
    KEY_BYTES,
    MARK,
    MAX_OPENED_BYTES,
    NONCE,
    SEAL_BYTES,
    Export,
    Sealed,
    info,
    read_line,
)
from app.domain.fields import Frozen
from app.domain.problems import Code, Problem
from sync_server.services.intake.take import Intake
from sync_server.services.office import Arguments, Office, read
from sync_server.services.sessions import LOST
from sync_server.storage import devices
from sync_server.storage.database import Database
from sync_server.storage.devices import Signer
from sync_server.storage.export_keys import private_key


class Part(Frozen):
    """A line of an export file."""

    part: str


def take(database: Database, office: Office, arguments: Arguments) -> dict[str, Any]:
    """Take one part in; return its tablet, how many records were new or here, and the refused.

    Raises ``Problem``: ``malformed`` for what is not sealed to this server, ``not_allowed`` for
    what no tablet of ours signed, ``device_lost`` for one that was reported lost.
    """
    with database.reading() as connection:
        content = opened(read_line(read(Part, arguments).part), private_key(connection))
        export = _read(content[SEAL_BYTES:])
        signer = devices.signer_of(connection, str(export.push.epoch))
        if signer is None or not _signed(content, signer):
            raise Problem(Code.NOT_ALLOWED, field="part", detail="not signed by a tablet of ours")
        if devices.revoked_mode(connection, signer.device) == LOST:
            raise Problem(Code.DEVICE_LOST, field=signer.code)
    intake = Intake(database, office.clock, office.random_bytes)
    report = intake.take_carried(UUID(signer.device), export)
    new, here, refused = _sorted(report.results)
    return {"tablet": signer.code, "new": new, "here": here, "refused": refused}


def opened(part: Sealed, key: X25519PrivateKey) -> bytes:
    """Return what was sealed to ``key``; raises ``Problem`` (``malformed``)."""
    ours = key.public_key().public_bytes_raw()
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(part.made_for_it))
        derived = HKDF(SHA256(), KEY_BYTES, None, info(part.made_for_it, ours)).derive(shared)
        packed = ChaCha20Poly1305(derived).decrypt(NONCE, part.box, MARK.encode())
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, MAX_OPENED_BYTES)
    except (ValueError, InvalidTag, zlib.error) as exc:
        raise Problem(Code.MALFORMED, field="part", detail="not sealed to this server") from exc
    if not unpacking.eof:
        raise Problem(Code.PAYLOAD_TOO_LARGE, field="part")
    return content


def _read(said: bytes) -> Export:
    try:
        return Export.model_validate_json(said)
    except ValidationError as exc:
        raise Problem(Code.MALFORMED, field="part", detail="not of this version") from exc


def _signed(content: bytes, signer: Signer) -> bool:
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signer.public_key))
    try:
        key.verify(content[:SEAL_BYTES], content[SEAL_BYTES:])
    except InvalidSignature:
        return False
    return True


def _sorted(results: tuple[RecordReport, ...]) -> tuple[int, int, list[dict[str, str]]]:
    """Return how many were new, how many the server had, and which it does not take and why."""
    refused = [
        {"id": str(one.id), "code": one.code or "", "field": one.field or ""}
        for one in results
        if (one.was or one.result) in {Result.REJECTED, Result.RETRY}
    ]
    here = sum(one.was is Result.ACCEPTED for one in results)
    return sum(one.result is Result.ACCEPTED for one in results), here, refused
