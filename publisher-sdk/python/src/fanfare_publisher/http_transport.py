"""Through Fanfare's HTTP API, for backends without a Redis. Needs httpx: fanfare-publisher[http]."""

import asyncio
import os
import threading
import weakref
from typing import Any, Dict, List, Optional, Sequence, Tuple

import httpx

from .control import Control
from .http_pool import FAILURES, HttpPool
from .http_wire import HttpWire, Request
from .errors import InvalidArgument
from .message import RedisMessage
from .publication import Lookup, Publication
from .transport import Options

_ASYNC_FAILURES = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, asyncio.TimeoutError)
_MAX_CONNECTIONS = 20


def _check(connect: float, command: float, connections: int) -> None:
    if min(connect, command) <= 0 or connections < 1:
        raise InvalidArgument("timeouts and max_connections must be above zero")


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
    Blocking: connecting, each wait for the server and for a connection have their timeout, a request as a whole both
    together. Nothing is sent twice.
    """

    def __init__(self, url: str, key: str, *, connect_timeout: float = 2, command_timeout: float = 2,
                 max_connections: int = _MAX_CONNECTIONS, verify: Any = True, **options: Any) -> None:
        self.options = _options(options)
        self._wire = HttpWire(url, key)
        _check(connect_timeout, command_timeout, max_connections)
        self._made_with = (connect_timeout, command_timeout, max_connections, httpx.create_ssl_context(verify=verify))
        self._lock = threading.Lock()
        self._pool: Optional[HttpPool] = None
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
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _open(self) -> HttpPool:
        with self._lock:
            if self._pool is None or self._process != os.getpid():  # a fork shares no connection
                self._pool = HttpPool(*self._made_with)
                self._process = os.getpid()
            return self._pool

    def _exchange(self, request: Request) -> Tuple[int, bytes]:
        try:
            return self._open().exchange(self._wire.base, request, self._wire.headers(request))
        except FAILURES as failure:
            raise self._wire.failed(failure) from failure


class AsyncHttpTransport:
    """As HttpTransport, for asyncio: a pool for each event loop."""

    def __init__(self, url: str, key: str, *, connect_timeout: float = 2, command_timeout: float = 2,
                 max_connections: int = _MAX_CONNECTIONS, verify: Any = True, **options: Any) -> None:
        self.options = _options(options)
        self._wire = HttpWire(url, key)
        _check(connect_timeout, command_timeout, max_connections)
        self._whole = connect_timeout + command_timeout
        self._made_with: Dict[str, Any] = {
            "timeout": httpx.Timeout(command_timeout, connect=connect_timeout), "trust_env": False,
            "verify": httpx.create_ssl_context(verify=verify),
            "limits": httpx.Limits(max_connections=max_connections, max_keepalive_connections=max_connections)}
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
            answer = await asyncio.wait_for(self._open().request(
                request.method, self._wire.base + request.path, params=list(request.query) or None,
                content=request.content, headers=self._wire.headers(request)), self._whole)
        except _ASYNC_FAILURES as failure:
            raise self._wire.failed(failure) from failure
        return answer.status_code, answer.content
