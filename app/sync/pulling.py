"""Reads the server's feed to its end; where the two sides disagree, everything once more."""

import logging

from app.domain.contract import Pull, SyncApi
from app.domain.problems import Code, Problem
from app.sync.ports import Link, Side

log = logging.getLogger(__name__)


class Puller:
    def __init__(self, side: Side) -> None:
        self._side = side

    def read(self, api: SyncApi, link: Link) -> bool:
        """Take page after page; return whether the two sides agreed from the start.

        Raises ``Problem`` when it has to stop before the end.
        """
        started_again = False
        while True:
            try:
                agrees, more = self._read_page(api, link)
            except Problem as problem:
                if problem.code is not Code.RESYNC or started_again:
                    raise
                agrees, more = False, True
            if not agrees and not started_again:
                log.warning("feed_read_again")
                self._side.replica.start_again()
                started_again = True
                continue
            if not agrees:
                log.error("digest_differs_after_reading_again")
            if not more:
                return not started_again

    def _read_page(self, api: SyncApi, link: Link) -> tuple[bool, bool]:
        replica, watch = self._side.replica, self._side.watch
        cursor, asked = replica.cursor(), watch.readings()
        page = api.pull(link.token, Pull(cursor=cursor))
        watch.hear(page.now, asked)
        if page.more and page.cursor == cursor:
            raise Problem(Code.NOT_OUR_SERVER, detail="a feed that does not move on")
        return replica.apply(page), page.more
