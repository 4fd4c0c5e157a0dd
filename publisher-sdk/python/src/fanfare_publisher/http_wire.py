"""Which requests the HTTP API is sent, and what its answers mean (docs/http-api.md). No I/O."""

import dataclasses
import json
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

from .control import Control
from .errors import FanfareError, InvalidArgument, NotAuthorized, Unavailable
from .message import RedisMessage
from .publication import Lookup, Publication

_MOST_IN_A_REQUEST = 1000
_MOST_BYTES_IN_A_REQUEST = 1 << 19


@dataclasses.dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: Sequence[Tuple[str, str]] = ()
    content: Optional[bytes] = None


class HttpWire:
    def __init__(self, url: str, key: str) -> None:
        if not isinstance(url, str) or not url.startswith(("http://", "https://")):
            raise InvalidArgument("url: must be http://… or https://…")
        if not isinstance(key, str) or not key or not key.isascii() or not key.isprintable():
            raise InvalidArgument("key: must be the value of one of the server's api.key.<name>")
        self.base = url.rstrip("/")
        self._authorization = f"Bearer {key}"

    def headers(self, request: Request) -> Dict[str, str]:
        headers = {"Authorization": self._authorization}
        if request.content is not None:
            headers["Content-Type"] = "application/json"
        return headers

    def publishing(self, publications: Sequence[Publication]) -> List[Request]:
        """One, or as many as it takes where one would be too large."""
        bodies = [_json(_order(publication)) for publication in publications]
        contents = bodies if len(bodies) == 1 else [b"[" + b",".join(part) + b"]" for part in _parts(bodies)]
        return [Request("POST", "/api/publish", content=content) for content in contents]

    def fetching(self, lookup: Lookup) -> Request:
        query = [("facility", lookup.facility), ("audience", lookup.audience)]
        query += [(audience.kind, audience.name) for audience in lookup.audiences if audience.name]
        return Request("GET", "/api/message", query)

    def controlling(self, control: Control) -> Request:
        return Request("POST", f"/api/{control.verb}", content=_json(control.said))

    def check(self, status: int, body: bytes) -> None:
        if status != 202:
            raise self._error(status, body)

    def kept(self, status: int, body: bytes) -> Optional[RedisMessage]:
        if status == 200:
            return RedisMessage(body)
        if status == 404 and _error_of(body).get("code") == "no_message":
            return None
        raise self._error(status, body)

    def _error(self, status: int, body: bytes) -> FanfareError:
        text = f"{self.base}: {status} {_error_of(body).get('message', 'without a reason')}"
        if status in (400, 413, 414):
            return InvalidArgument(text)
        return NotAuthorized(text) if status in (401, 403) else Unavailable(text)

    def failed(self, failure: Exception) -> Unavailable:
        return Unavailable(f"{self.base}: {type(failure).__name__}: {failure}".rstrip(": "))


def _order(publication: Publication) -> Dict[str, Any]:
    order: Dict[str, Any] = {"facility": publication.to.facility}
    for audience in publication.to.audiences:
        if audience.kind == "broadcast":
            order["broadcast"] = True
        else:
            order.setdefault(audience.field, []).append(audience.name)
    try:
        order["message"] = publication.payload.decode()
    except UnicodeDecodeError:
        raise InvalidArgument("message: is not UTF-8; the HTTP API carries texts only") from None
    if publication.expire is not None:
        order["expire"] = publication.expire
    return order


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _parts(bodies: Sequence[bytes]) -> Iterator[List[bytes]]:
    part: List[bytes] = []
    size = 0
    for body in bodies:
        if part and (len(part) == _MOST_IN_A_REQUEST or size + len(body) > _MOST_BYTES_IN_A_REQUEST):
            yield part
            part, size = [], 0
        part.append(body)
        size += len(body)
    if part:
        yield part


def _error_of(body: bytes) -> Dict[str, Any]:
    try:
        error = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return error if isinstance(error, dict) else {}
