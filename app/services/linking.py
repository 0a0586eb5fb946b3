"""Ties the sync engine to this tablet's own tables."""

from app.domain.contract import NewEpoch
from app.storage.state import Key
from app.storage.store import Store
from app.sync.ports import Link, Side


class Membership:
    """Who this tablet is for the server: see ``app/sync/ports.py``."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def link(self) -> Link | None:
        identity, token = self._store.state.identity(), self._store.keys.token()
        if identity is None or token is None:
            return None
        return Link(identity.url, token, identity.epoch)

    def renew(self, renewed: NewEpoch) -> None:
        store = self._store
        with store.file.transaction():
            identity = store.state.identity()
            if identity is None:
                return
            now_known_as = identity.model_copy(
                update={"epoch": renewed.epoch, "code": renewed.code}
            )
            store.state.set(Key.IDENTITY, now_known_as.model_dump_json())
            store.outbox.send_all_again()
            store.outbox.renumber(now_known_as)

    def succeeded(self, at: int) -> None:
        self._store.state.set(Key.LAST_OK, str(at))

    def mark_lost(self) -> None:
        self._store.state.set(Key.LOST, "yes")

    def is_lost(self) -> bool:
        return self._store.state.get(Key.LOST) is not None

    def forget(self) -> None:
        """Wipe the tablet; while it holds records nobody else has, all but those."""
        if self._store.outbox.unsent():
            self._store.mirror.forget()
            self._store.keys.drop_index_key()
        else:
            self._store.wipe()


def side(store: Store) -> Side:
    return Side(store.outbox, store.mirror, store.time, Membership(store), store.photos)
