"""Every refusal of the system: one table of codes.

``Code`` names a refusal, ``STATUS`` gives its HTTP status where a whole request is refused, and
``Problem`` carries it. Sentences for people are made at the edge (``app/ui/texts.py``, the CLI).
"""

from enum import StrEnum


class Code(StrEnum):
    """Why something was refused. Closed: clients read unknown codes as ``server_error``."""

    # One record of a push (the others of its batch are not touched)
    INVALID_FIELD = "invalid_field"
    MISSING_REF = "missing_ref"
    TOO_LARGE = "too_large"
    ID_REUSED = "id_reused"
    ERASED = "erased"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN_KIND = "unknown_kind"
    UNKNOWN_ACTOR = "unknown_actor"
    UNREADABLE = "unreadable"
    SERVER_ERROR = "server_error"
    DUPLICATE_BUSINESS_KEY = "duplicate_business_key"
    AWAIT_UPGRADE = "await_upgrade"  # kept, and worked once the server knows the kind
    BUSY = "busy"
    ALREADY_DECIDED = "already_decided"  # the opposite, by somebody else

    # A whole request
    MALFORMED = "malformed"
    PAYLOAD_TOO_LARGE = "payload_too_large"
    HASH_MISMATCH = "hash_mismatch"  # the bytes are not those that their name says
    TOKEN_UNKNOWN = "token_unknown"  # noqa: S105 - a code, not a secret
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - a code, not a secret
    DEVICE_LOST = "device_lost"
    DEVICE_FORK = "device_fork"
    CONTRACT_UNSUPPORTED = "contract_unsupported"
    RESYNC = "resync"
    TOO_MANY_REQUESTS = "too_many_requests"
    OVERLOADED = "overloaded"
    NOT_FOUND = "not_found"
    ENROLMENT_UNKNOWN = "enrolment_unknown"
    ENROLMENT_USED = "enrolment_used"
    ENROLMENT_EXPIRED = "enrolment_expired"

    # Seen by the tablet only
    UNREACHABLE = "unreachable"
    NOT_OUR_SERVER = "not_our_server"  # a captive portal or a proxy answered
    PIN_WRONG = "pin_wrong"
    PIN_LOCKED = "pin_locked"
    PIN_TOO_WEAK = "pin_too_weak"
    DISK_FULL = "disk_full"
    STORAGE_FAILED = "storage_failed"
    NO_EXPORT_KEY = "no_export_key"

    # Seen by the administrator only
    NO_BRANCH = "no_branch"
    DEMO_DATABASE = "demo_database"  # by a tablet too, that would join a real branch
    REAL_DATABASE = "real_database"  # the reverse
    ALREADY_EXISTS = "already_exists"
    PORT_IN_USE = "port_in_use"
    DATABASE_IN_USE = "database_in_use"

    @classmethod
    def _missing_(cls, value: object) -> "Code | None":
        return cls.SERVER_ERROR if isinstance(value, str) else None


STATUS: dict[Code, int] = {
    Code.MALFORMED: 400,
    Code.INVALID_FIELD: 422,
    Code.TOKEN_UNKNOWN: 401,
    Code.TOKEN_REVOKED: 401,
    Code.DEVICE_LOST: 401,
    Code.NOT_ALLOWED: 403,
    Code.NOT_FOUND: 404,
    Code.ENROLMENT_UNKNOWN: 404,
    Code.ENROLMENT_USED: 409,
    Code.ENROLMENT_EXPIRED: 410,
    Code.DEVICE_FORK: 409,
    Code.RESYNC: 410,
    Code.PAYLOAD_TOO_LARGE: 413,
    Code.HASH_MISMATCH: 422,
    Code.CONTRACT_UNSUPPORTED: 426,
    Code.TOO_MANY_REQUESTS: 429,
    Code.SERVER_ERROR: 500,
    Code.OVERLOADED: 503,
}


class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem, and so does the wire
    """A refusal with a reason that a person can be told.

    ``field`` is the path of the offending datum, ``retry_after`` seconds to wait, ``detail`` a
    short English note for the administrator; none of them may hold personal data.
    """

    def __init__(
        self,
        code: Code,
        *,
        field: str | None = None,
        detail: str = "",
        retry_after: int | None = None,
    ) -> None:
        super().__init__(
            f"{code}{f' at {field}' if field else ''}{f': {detail}' if detail else ''}"
        )
        self.code = code
        self.field = field
        self.detail = detail
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        return STATUS.get(self.code, 400)
