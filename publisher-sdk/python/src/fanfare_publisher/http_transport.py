"""Through Fanfare's HTTP API, for backends without a Redis. Needs httpx: fanfare-publisher[http]."""

import asyncio
import os
import threading
import weakref
from typing import Any, Dict, List, Optional, Sequence, Tuple

import httpx

from .control import Control
from .http_wire import HttpWire, Request
from .errors import InvalidArgument
from .message import RedisMessage
from .publication import Lookup, Publication
from .transport import Options

_FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError)


# As many calls as a Fanfare lets wait for its broker at once, unless it is set up otherwise: it answers 503 beyond.
_MAX_CONNECTIONS = 4


def _kept(connect: float, command: float, connections: int, verify: Any) -> Dict[str, Any]:
    """What a client of httpx is made with."""
    if min(connect, command) <= 0 or connections < 1:
        raise InvalidArgument("timeouts and max_connections must be above zero")
    return {"timeout": httpx.Timeout(command, connect=connect), "verify": verify,
            "limits": httpx.Limits(max_connections=connections, max_keepalive_connections=connections)}


def _options(given: Dict[str, Any]) -> Options:
    try:
        return Options(**given)
    except TypeError as error:
        raise InvalidArgument(f"no such option: {error}") from None


class HttpTransport:
    """`key` is one of the server's api.key.<name>; `options` are those of Options.

    How long a message is kept by default, the server decides, unless `expire` is given. Who heard it
    nobody counts.

    Threads: any; over at most `max_connections`, for which others wait.
    Blocking: connecting, each wait for the server and for a connection have their timeout. Nothing is sent twice.
    """

    def __init__(self, url: str, key: str, *, connect_timeout: float = 2, command_timeout: float = 2,
                 max_connections: int = _MAX_CONNECTIONS, verify: Any = True, **options: Any) -> None:
        self.options = _options(options)
        self._wire = HttpWire(url, key)
        self._made_with = _kept(connect_timeout, command_timeout, max_connections, verify)
        self._lock = threading.Lock()
        self._client: Optional[httpx.Client] = None
        self._process = 0

    def publish(self, publications: Sequence[Publication]) -> List[Optional[int]]:
        for request in self._wire.publishing(publications):
            self._wire.check(*self._exchange(request))
        return [None] * len(publications)

    def fetch(self, lookup: Lookup) -> Optional[RedisMessage]:
        return self._wire.kept(*self._exchange(self._wire.fetching(lookup))) if lookup.audiences else None

    def send(self, control: Control) -> None:
        self._wire.check(*self._exchange(self._wire.controlling(control)))

    def close(self) -> None:
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _open(self) -> httpx.Client:
        with self._lock:
            if self._client is None or self._process != os.getpid():  # a fork shares no connection
                self._client = httpx.Client(**self._made_with)
                self._process = os.getpid()
            return self._client

    def _exchange(self, request: Request) -> Tuple[int, bytes]:
        try:
            answer = self._open().request(
                request.method, self._wire.base + request.path, params=list(request.query) or None,
                content=request.content, headers=self._wire.headers(request))
        except _FAILURES as failure:
            raise self._wire.failed(failure) from failure
        return answer.status_code, answer.content


class AsyncHttpTransport:
    """As HttpTransport, for asyncio: a pool for each event loop."""

    def __init__(self, url: str, key: str, *, connect_timeout: float = 2, command_timeout: float = 2,
                 max_connections: int = _MAX_CONNECTIONS, verify: Any = True, **options: Any) -> None:
        self.options = _options(options)
        self._wire = HttpWire(url, key)
        self._made_with = _kept(connect_timeout, command_timeout, max_connections, verify)
        self._clients: "weakref.WeakKeyDictionary[Any, httpx.AsyncClient]" = weakref.WeakKeyDictionary()

    async def publish(self, publications: Sequence[Publication]) -> List[Optional[int]]:
        for request in self._wire.publishing(publications):
            self._wire.check(*await self._exchange(request))
        return [None] * len(publications)

    async def fetch(self, lookup: Lookup) -> Optional[RedisMessage]:
        return self._wire.kept(*await self._exchange(self._wire.fetching(lookup))) if lookup.audiences else None

    async def send(self, control: Control) -> None:
        self._wire.check(*await self._exchange(self._wire.controlling(control)))

    async def close(self) -> None:
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.aclose()

    def _open(self) -> httpx.AsyncClient:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = httpx.AsyncClient(**self._made_with)
        return self._clients[loop]

    async def _exchange(self, request: Request) -> Tuple[int, bytes]:
        try:
            answer = await self._open().request(
                request.method, self._wire.base + request.path, params=list(request.query) or None,
                content=request.content, headers=self._wire.headers(request))
        except _FAILURES as failure:
            raise self._wire.failed(failure) from failure
        return answer.status_code, answer.content
