"""Which photos does a record name? They travel beside it (``app/domain/blobs.py``)."""

from typing import NamedTuple

from pydantic import BaseModel

from app.domain.complaint_acts import ComplaintAct, OfferAnswer
from app.domain.complaints import Complaint


class NamedBlob(NamedTuple):
    """``size`` in bytes, ``None`` where the record does not say it."""

    sha256: str
    size: int | None


def named_blobs(body: BaseModel) -> list[NamedBlob]:
    if isinstance(body, Complaint):
        return [NamedBlob(photo.sha256, photo.size) for photo in body.photos]
    if isinstance(body, ComplaintAct) and isinstance(body.act, OfferAnswer) and body.act.proof:
        return [NamedBlob(body.act.proof, None)]
    return []
