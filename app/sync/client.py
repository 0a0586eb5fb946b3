"""The server as seen through HTTP: ``SyncApi`` over one long-lived connection.

The only place that knows httpx. An answer counts only when it is ours, JSON of the shape asked
for: a captive portal's 200 or a proxy's page is a failure like a cable pulled out.
"""

import gzip
import json
from collections.abc import Mapping
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from app.domain.blobs import BlobChunk, BlobState
from app.domain.contract import Enrolled, Enrolment, NewEpoch, Pull, PullPage, Push, PushReport
from app.domain.problems import Code, Problem

# No limit for a whole transfer: a slow line may take long as long as bytes arrive.
_TIMEOUT = httpx.Timeout(connect=10, read=30, write=30, pool=10)
_COMPRESS_FROM = 1_024  # bytes
_OK = 200
_BY_STATUS = {
    400: Code.MALFORMED,
    413: Code.PAYLOAD_TOO_LARGE,
    429: Code.TOO_MANY_REQUESTS,
    503: Code.OVERLOADED,
}
# What HEAD is refused with: our own answer, and no body to read the code from.
_WITHOUT_WORDS = {401: Code.TOKEN_UNKNOWN, 404: Code.NOT_FOUND}

Answer = TypeVar("Answer", bound=BaseModel)


class HttpSync:
    """Implements ``SyncApi`` against the server at ``url``."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        self._client = httpx.Client(
            base_url=url, timeout=_TIMEOUT, transport=transport, follow_redirects=False
        )

    def enrol(self, enrolment: Enrolment) -> Enrolled:
        return self._post("/v1/enrol", None, enrolment, Enrolled)

    def new_epoch(self, token: str) -> NewEpoch:
        return self._post("/v1/epoch", token, None, NewEpoch)

    def push(self, token: str, push: Push) -> PushReport:
        return self._post("/v1/push", token, push, PushReport)

    def pull(self, token: str, pull: Pull) -> PullPage:
        asked = self._client.build_request(
            "GET",
            "/v1/pull",
            params=pull.model_dump(mode="json", exclude_none=True),
            headers=_authorised(token),
        )
        return self._ask(asked, PullPage)

    def blob_state(self, token: str, sha256: str) -> BlobState:
        asked = self._client.build_request("HEAD", f"/v1/blob/{sha256}", headers=_authorised(token))
        told = self._sent(asked).headers
        offset = told.get("upload-offset", "")
        if not (offset.isascii() and offset.isdigit()):
            raise Problem(Code.NOT_OUR_SERVER, detail="an answer without an offset")
        whole = told.get("upload-complete") == "?1"
        return BlobState(sha256=sha256, received=int(offset), complete=whole)

    def put_blob(self, token: str, chunk: BlobChunk) -> BlobState:
        last = chunk.start + len(chunk.data) - 1
        headers = {
            "content-type": "application/octet-stream",
            "content-range": f"bytes {chunk.start}-{last}/{chunk.size}",
            **_authorised(token),
        }
        path = f"/v1/blob/{chunk.sha256}"
        sent = self._client.build_request("PUT", path, content=chunk.data, headers=headers)
        return self._ask(sent, BlobState)

    def get_blob(self, token: str, sha256: str) -> bytes:
        asked = self._client.build_request("GET", f"/v1/blob/{sha256}", headers=_authorised(token))
        return self._sent(asked).content

    def close(self) -> None:
        self._client.close()

    def _post(
        self, path: str, token: str | None, message: BaseModel | None, shape: type[Answer]
    ) -> Answer:
        body = message.model_dump_json(by_alias=True).encode() if message is not None else b"{}"
        headers = {"content-type": "application/json", **_authorised(token)}
        if len(body) >= _COMPRESS_FROM:
            body = gzip.compress(body, compresslevel=6, mtime=0)
            headers["content-encoding"] = "gzip"
        request = self._client.build_request("POST", path, content=body, headers=headers)
        return self._ask(request, shape)

    def _ask(self, request: httpx.Request, shape: type[Answer]) -> Answer:
        response = self._sent(request)
        if not _media_type(response).endswith("json"):
            raise Problem(Code.NOT_OUR_SERVER, detail="an answer that is not JSON")
        try:
            return shape.model_validate_json(response.content)
        except ValidationError as error:
            raise Problem(
                Code.NOT_OUR_SERVER, detail=f"an answer that is no {shape.__name__}"
            ) from error

    def _sent(self, request: httpx.Request) -> httpx.Response:
        """Return an answer with status 200; raises ``Problem`` for any other, or none."""
        try:
            response = self._client.send(request)
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            # The class only: httpx puts the address into its messages.
            raise Problem(Code.UNREACHABLE, detail=type(error).__name__) from error
        if response.status_code != _OK:
            raise _refusal(response)
        return response


def _authorised(token: str | None) -> Mapping[str, str]:
    return {} if token is None else {"authorization": f"Bearer {token}"}


def _media_type(response: httpx.Response) -> str:
    declared: str = response.headers.get("content-type", "")
    return declared.partition(";")[0].strip().lower()


def _refusal(response: httpx.Response) -> Problem:
    """Read problem+json (RFC 9457); what a proxy refuses is told by its status alone."""
    wait = _retry_after(response)
    ours = _media_type(response) == "application/problem+json"
    if ours:
        try:
            told = json.loads(response.content)
        except ValueError:
            told = None
        if isinstance(told, dict) and isinstance(told.get("code"), str):
            field = told.get("field")
            return Problem(
                Code(told["code"]),
                field=field if isinstance(field, str) else None,
                detail=f"HTTP {response.status_code}",
                retry_after=wait,
            )
    known = _BY_STATUS | _WITHOUT_WORDS if ours else _BY_STATUS
    code = known.get(response.status_code, Code.NOT_OUR_SERVER)
    return Problem(code, detail=f"HTTP {response.status_code}", retry_after=wait)


def _retry_after(response: httpx.Response) -> int | None:
    """Return the header in whole seconds; its form as a date is not used by our server."""
    text = response.headers.get("retry-after", "")
    return int(text) if text.isascii() and text.isdigit() else None
