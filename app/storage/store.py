"""All tables of one tablet, opened together."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.domain.clock import Clock
from app.storage.captures import Captures
from app.storage.database import TabletFile
from app.storage.drafts import Drafts
from app.storage.key_store import key_store
from app.storage.keys import KeyFiles
from app.storage.lockouts import Lockouts
from app.storage.match_index import MatchIndex, PulledKey
from app.storage.mirror import Mirror
from app.storage.outbox import Outbox
from app.storage.photos import Photos
from app.storage.salvage import open_file
from app.storage.search import CustomerSearch
from app.storage.seen_alerts import SeenAlerts
from app.storage.series import Series
from app.storage.state import State
from app.storage.times import CorrectedClock
from app.storage.trigrams import trigrams


@dataclass(frozen=True)
class Store:
    file: TabletFile
    state: State
    time: CorrectedClock
    captures: Captures
    outbox: Outbox
    mirror: Mirror
    drafts: Drafts
    lockouts: Lockouts
    keys: KeyFiles
    series: Series
    match_index: MatchIndex
    search: CustomerSearch
    photos: Photos
    seen_alerts: SeenAlerts

    def wipe(self) -> None:
        """Forget everything: this tablet was reported lost."""
        self.keys.wipe()
        self.file.wipe()

    def close(self) -> None:
        self.file.close()


def open_store(folder: Path, clock_for: Callable[[State], Clock]) -> Store:
    """Open the tablet's data in ``folder``, making or upgrading it where needed.

    Which clock counts may depend on the branch that the tablet is enrolled in.
    """
    file = open_file(folder / "vitrina.db")
    state = State(file)
    time = CorrectedClock(clock_for(state), state)
    keys, match_index = KeyFiles(folder, key_store(folder)), MatchIndex(file)
    search = CustomerSearch(file, trigrams(file))
    mirror = Mirror(file, state, (PulledKey(keys), match_index, search))
    mirror.show_followers(f"1 {search.engine}")
    if match_index.size() and keys.index_key() is None:
        mirror.start_again()  # the key store is locked: the key is pulled anew, into a file
    return Store(
        file=file,
        state=state,
        time=time,
        captures=Captures(file),
        outbox=Outbox(file, time.now_ms),
        mirror=mirror,
        drafts=Drafts(file),
        lockouts=Lockouts(file),
        keys=keys,
        series=Series(file, state, folder / "vitrina.db", secrets.token_bytes),
        match_index=match_index,
        search=search,
        photos=Photos(file),
        seen_alerts=SeenAlerts(file),
    )
