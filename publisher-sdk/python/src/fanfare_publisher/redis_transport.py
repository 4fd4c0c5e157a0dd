"""Through the Redis that the server uses: the server need not be reachable, nor even run."""

import asyncio
import contextlib
import dataclasses
import weakref
from typing import Any, AsyncIterator, Dict, Iterator, List, Optional, Sequence

import redis
import redis.asyncio
import redis.asyncio.retry
import redis.backoff
import redis.retry

from .control import Control
from .errors import InvalidArgument
from .message import RedisMessage
from .publication import Lookup, Publication
from .redis_wire import Command, RedisWire
from .transport import Options

_EXPIRE = 3600  # the server's message.expire
_FAILURES = (redis.RedisError, OSError)


@dataclasses.dataclass(frozen=True)
class _Place:
    """Where a Redis is, and how long it is waited for."""

    url: str
    connect_timeout: float
    command_timeout: float
    max_connections: int

    def blocking_pool(self) -> Any:
        """Raises InvalidArgument if the URL is none."""
        return self._pool(redis.BlockingConnectionPool, redis.retry.Retry)

    def async_pool(self) -> Any:
        """REQUIRES: a running event loop, to which it belongs."""
        return self._pool(redis.asyncio.BlockingConnectionPool, redis.asyncio.retry.Retry)

    def _pool(self, pool_class: Any, retry_class: Any) -> Any:
        try:
            return pool_class.from_url(
                self.url, max_connections=self.max_connections, timeout=self.command_timeout,
                socket_connect_timeout=self.connect_timeout, socket_timeout=self.command_timeout,
                retry=retry_class(redis.backoff.NoBackoff(), 0), protocol=2)
        except (ValueError, TypeError):
            # What redis-py says may quote the password.
            raise InvalidArgument("url: must be redis://[user][:password@]host[:port][/db], rediss://… or "
                                  "unix://[user][:password@]/path[?db=n]") from None


def _checked(prefix: str, url: str, options: Dict[str, Any], timeouts: Sequence[float]) -> Options:
    if not isinstance(url, str) or not isinstance(prefix, str):
        raise InvalidArgument("url and prefix must be texts")
    if min(timeouts) <= 0:
        raise InvalidArgument("a timeout must be above zero")
    try:
        return Options(**{**options, "expire": _EXPIRE if options.get("expire") is None else options["expire"]})
    except TypeError as error:
        raise InvalidArgument(f"no such option: {error}") from None


def _shown(pool: Any) -> str:
    kwargs = pool.connection_kwargs
    return f"redis {kwargs['path']}" if "path" in kwargs else (
        f"redis {kwargs.get('host', 'localhost')}:{kwargs.get('port', 6379)}")


class RedisTransport:
    """`prefix` is the server's broker.prefix; `options` are those of Options.

    Threads: any; each call takes a connection out of a pool of `max_connections`.
    Blocking: connecting and each answer have their timeout, and so has waiting for a connection. Nothing is
    sent twice.
    """

    def __init__(self, url: str = "redis://127.0.0.1:6379/0", *, prefix: str = "", connect_timeout: float = 2,
                 command_timeout: float = 2, max_connections: int = 50, **options: Any) -> None:
        self.options = _checked(prefix, url, options, (connect_timeout, command_timeout))
        pool = _Place(url, connect_timeout, command_timeout, max_connections).blocking_pool()
        self._client = redis.Redis(connection_pool=pool)
        self._wire = RedisWire(prefix, _shown(pool))

    def publish(self, publications: Sequence[Publication]) -> List[Optional[int]]:
        return self._wire.heard(publications, self._exchange(self._wire.publishing(publications)))

    def fetch(self, lookup: Lookup) -> Optional[RedisMessage]:
        return self._wire.first_kept(self._exchange(self._wire.fetching(lookup)))

    def send(self, control: Control) -> None:
        time = None
        if control.tombstone is not None:
            with self._failing():
                time = self._client.time()
        commands = self._wire.controlling(control, self.options.revoked_for, time)
        self._wire.check_control(self._exchange(commands))

    def close(self) -> None:
        self._client.connection_pool.disconnect()

    def _exchange(self, commands: Sequence[Command]) -> List[Any]:
        if not commands:
            return []
        with self._failing():
            pipeline: Any = self._client.pipeline(transaction=False)
            for command in commands:
                pipeline.execute_command(*command)
            return list(pipeline.execute(raise_on_error=False))

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except _FAILURES as failure:
            raise self._wire.error_of(failure) from failure


class AsyncRedisTransport:
    """As RedisTransport, for asyncio: a pool for each event loop."""

    def __init__(self, url: str = "redis://127.0.0.1:6379/0", *, prefix: str = "", connect_timeout: float = 2,
                 command_timeout: float = 2, max_connections: int = 50, **options: Any) -> None:
        self.options = _checked(prefix, url, options, (connect_timeout, command_timeout))
        self._place = _Place(url, connect_timeout, command_timeout, max_connections)
        self._wire = RedisWire(prefix, _shown(self._place.blocking_pool()))
        self._clients: "weakref.WeakKeyDictionary[Any, Any]" = weakref.WeakKeyDictionary()

    async def publish(self, publications: Sequence[Publication]) -> List[Optional[int]]:
        return self._wire.heard(publications, await self._exchange(self._wire.publishing(publications)))

    async def fetch(self, lookup: Lookup) -> Optional[RedisMessage]:
        return self._wire.first_kept(await self._exchange(self._wire.fetching(lookup)))

    async def send(self, control: Control) -> None:
        time = None
        if control.tombstone is not None:
            async with self._failing():
                time = await self._client().time()
        commands = self._wire.controlling(control, self.options.revoked_for, time)
        self._wire.check_control(await self._exchange(commands))

    async def close(self) -> None:
        client = self._clients.pop(asyncio.get_running_loop(), None)
        if client is not None:
            await client.connection_pool.disconnect()

    def _client(self) -> Any:
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = redis.asyncio.Redis(connection_pool=self._place.async_pool())
        return self._clients[loop]

    async def _exchange(self, commands: Sequence[Command]) -> List[Any]:
        if not commands:
            return []
        async with self._failing():
            pipeline: Any = self._client().pipeline(transaction=False)
            for command in commands:
                pipeline.execute_command(*command)
            return list(await pipeline.execute(raise_on_error=False))

    @contextlib.asynccontextmanager
    async def _failing(self) -> AsyncIterator[None]:
        try:
            yield
        except _FAILURES as failure:
            raise self._wire.error_of(failure) from failure
