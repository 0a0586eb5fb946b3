"""Sends the photos of records that the server has: chunk by chunk, from where it stands."""

import hashlib
import logging

from app.domain.blobs import CHUNK_BYTES, BlobApi, BlobChunk, BlobState
from app.domain.problems import Code, Problem
from app.sync.ports import Link, PhotoQueue

log = logging.getLogger(__name__)

MAX_TRIES = 3  # of a photo that arrives broken
_FOR_GOOD = frozenset({Code.INVALID_FIELD, Code.PAYLOAD_TOO_LARGE})


class PhotoSender:
    def __init__(self, photos: PhotoQueue) -> None:
        self._photos = photos

    def send(self, api: BlobApi, link: Link) -> None:
        """Send what can be sent; raises ``Problem`` when the line or the server fails.

        A photo that the server cannot take keeps no other from going.
        """
        for sha256 in self._photos.to_send():
            try:
                self._send(api, link.token, sha256)
            except Problem as problem:
                self._judge(sha256, problem)

    def _send(self, api: BlobApi, token: str, sha256: str) -> None:
        data = self._photos.data(sha256)
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            raise Problem(Code.INVALID_FIELD, field="sha256", detail="the photo is damaged here")
        state = api.blob_state(token, sha256)
        while not state.complete:
            state = _next(api, token, data, state)
        self._photos.sent(sha256)

    def _judge(self, sha256: str, problem: Problem) -> None:
        """Say what a refusal means for one photo; what concerns all of them is raised again."""
        if problem.code is Code.NOT_FOUND:
            return  # its record is still to be worked there: at the next attempt
        broken = problem.code is Code.HASH_MISMATCH and self._photos.failed(sha256) >= MAX_TRIES
        if problem.code in _FOR_GOOD or broken:
            log.warning("photo_refused code=%s", problem.code)
            self._photos.refuse(sha256)
        elif problem.code is not Code.HASH_MISMATCH:
            raise problem


def _next(api: BlobApi, token: str, data: bytes, state: BlobState) -> BlobState:
    part = data[state.received : state.received + CHUNK_BYTES]
    if not part:
        raise Problem(Code.INVALID_FIELD, field="size", detail="the server has more than there is")
    chunk = BlobChunk(sha256=state.sha256, start=state.received, size=len(data), data=part)
    told = api.put_blob(token, chunk)
    if told.received <= state.received and not told.complete:
        raise Problem(Code.BUSY, detail="another tablet sends the same photo")
    return told
