"""Photos on this tablet: chosen, made small, shown, and fetched when they were taken elsewhere."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from app.domain.blobs import BlobApi
from app.domain.complaints import Photo
from app.domain.problems import Code, Problem
from app.services.linking import Membership
from app.services.pictures import PictureDoubt, UnfitPictureError, picture, thumb_of
from app.services.pictures import opened as opened_picture
from app.storage.photos import PhotoState
from app.storage.store import Store


class ShownPhoto(NamedTuple):
    """``thumb`` is ``None`` while the photo has not come to this tablet."""

    sha256: str
    thumb: bytes | None
    state: PhotoState | None


class PhotoAlbum:
    def __init__(
        self,
        store: Store,
        connect: Callable[[str], BlobApi],
        new_id: Callable[[], UUID],
        uploads: Path,
    ) -> None:
        self._store = store
        self._connect = connect
        self._new_id = new_id
        self._uploads = uploads
        self._membership = Membership(store)

    def add(self, raw: bytes) -> Photo:
        """Make a file small and keep it until a record names it; raises ``UnfitPictureError``."""
        made = picture(raw)
        self._store.photos.keep(made.sha256, made.data, made.thumb, self._store.time.now_ms())
        return Photo(sha256=made.sha256, size=len(made.data))

    def upload_name(self) -> str:
        """Return the name under which a browser shall upload a file."""
        return self._new_id().hex

    def uploaded(self, name: str) -> bytes:
        """Return what was uploaded under a name of ours, once; raises ``UnfitPictureError``."""
        path = self._uploads / name
        try:
            return path.read_bytes()
        except OSError as error:
            raise UnfitPictureError(PictureDoubt.BROKEN) from error
        finally:
            path.unlink(missing_ok=True)

    def shown(self, sha256: str) -> ShownPhoto:
        """Return what this tablet has of a photo, without a network."""
        kept = self._store.photos.find(sha256)
        return ShownPhoto(sha256, kept.thumb if kept else None, kept.state if kept else None)

    def whole(self, sha256: str) -> bytes:
        """Return a photo, fetched from the server where this tablet does not have it.

        Raises ``Problem``: ``not_found`` while the tablet that took it has not sent it,
        ``unreachable``.
        """
        kept = self._store.photos.data(sha256)
        return self._fetched(sha256) if kept is None else kept

    def _fetched(self, sha256: str) -> bytes:
        link = self._membership.link()
        if link is None:
            raise Problem(Code.NOT_FOUND, field="photo")
        data = self._connect(link.url).get_blob(link.token, sha256)
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Problem(Code.NOT_OUR_SERVER, detail="another photo than the one asked for")
        thumb, now = thumb_of(opened_picture(data)), self._store.time.now_ms()
        self._store.photos.keep(sha256, data, thumb, now, PhotoState.PULLED)
        return data
