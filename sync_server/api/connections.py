"""What uvicorn leaves open: a head that never ends, and one address that takes all connections."""

from asyncio import TimerHandle, Transport
from collections import Counter

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD_WITHIN = 15.0  # seconds for the head of a request
PER_ADDRESS = 100  # open connections


class _PatientProtocol(HttpToolsProtocol):
    """Closes a connection whose request head does not come, and those too many of an address."""

    trusted_proxy: str | None = None
    open_by_address: Counter[str]
    _head: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        address = self._address()
        self.open_by_address[address] += 1
        if address != self.trusted_proxy and self.open_by_address[address] > PER_ADDRESS:
            transport.abort()
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_came()
        address = self._address()
        self.open_by_address[address] -= 1
        if self.open_by_address[address] <= 0:
            del self.open_by_address[address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        cycle: RequestResponseCycle | None = self.cycle
        if self._head is None and (cycle is None or cycle.response_complete):
            self._await_head()
        super().data_received(data)

    def on_headers_complete(self) -> None:
        self._head_came()
        super().on_headers_complete()

    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def _await_head(self) -> None:
        self._head = self.loop.call_later(HEAD_WITHIN, self.timeout_keep_alive_handler)

    def _head_came(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None


def protocol(trusted: str | None) -> type[HttpToolsProtocol]:
    """Return the protocol of one server; all of a trusted proxy's connections are welcome."""

    class Patient(_PatientProtocol):
        trusted_proxy = trusted
        open_by_address: Counter[str] = Counter()  # noqa: RUF012 - one count for all connections

    return Patient
