"""What a tablet could not send, as a file that somebody carries to the server.

The first line names the form; each further line is one part, sealed to the server's public key:
nobody else opens it, whoever finds the file. A part is a push that travels by hand, signed by the
tablet, so that the server takes it as it takes a push and a record that came both ways is one.

Sealed: X25519 (RFC 7748) with a key made for that part alone, HKDF-SHA256 (RFC 5869) and
ChaCha20-Poly1305 (RFC 8439). Inside, compressed: 64 bytes of Ed25519 (RFC 8032), then the JSON.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from app.domain.contract import MAX_RECORDS, Push
from app.domain.fields import Frozen
from app.domain.problems import Code, Problem
from app.domain.records import Milliseconds, canonical_json

MARK = "VITRINA-EXPORT-1"  # the first line, and what the seal is bound to
SUFFIX = ".vitrina"
KEY_BYTES = 32
SEAL_BYTES = 64
NONCE = bytes(12)  # each key seals one part
MAX_PART_BYTES = 400_000  # JSON of the records of one part, so that it fits one command
MAX_OPENED_BYTES = 4 << 20


class Export(Frozen):
    """One part: the push, and when it was written by the tablet's corrected clock (ms)."""

    made: Milliseconds
    push: Push


class Sealed(NamedTuple):
    """``made_for_it`` is the public half of the key made for this part; ``box`` what it seals."""

    made_for_it: bytes
    box: bytes


def info(made_for_it: bytes, server_key: bytes) -> bytes:
    """Return what the key of a part is derived with, beside the shared secret."""
    return MARK.encode() + made_for_it + server_key


def part_line(sealed: Sealed) -> str:
    return base64.b64encode(sealed.made_for_it + sealed.box).decode("ascii")


def read_line(line: str) -> Sealed:
    """Return a part as it is sealed; raises ``Problem`` (``malformed``)."""
    try:
        raw = base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise Problem(Code.MALFORMED, field="part") from exc
    return Sealed(raw[:KEY_BYTES], raw[KEY_BYTES:])


def parts_of(text: str) -> list[str]:
    """Return the lines of an export file; raises ``Problem`` (``malformed``) for another file."""
    first, *lines = text.split("\n")
    if first.strip() != MARK:
        raise Problem(Code.MALFORMED, detail="not an export of a tablet")
    return [line.strip() for line in lines if line.strip()]


def in_parts(records: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Yield the records, in order, in as few parts as their number and bytes allow."""
    part: list[dict[str, Any]] = []
    held = 0
    for record in records:
        more = len(canonical_json(record))
        if part and (len(part) == MAX_RECORDS or held + more > MAX_PART_BYTES):
            yield part
            part, held = [], 0
        part.append(record)
        held += more
    if part:
        yield part
