"""Publishers: to some audiences of a facility."""

import logging
from datetime import timedelta
from types import TracebackType
from typing import Any, Iterable, List, Optional, Type, Union

from .control import disconnection, revocation
from .defaults import default_async_transport, default_transport
from .errors import InvalidArgument
from .message import RedisMessage, bounded
from .publication import Addressees, Lookup, Publication, Published, addressees, lookup
from .transport import AsyncTransport, Options, Transport
from .visitor import Names

Expire = Union[None, int, timedelta]
_LONGEST_EXPIRE = 100 * 365 * 24 * 3600

_log = logging.getLogger(__name__)


def _seconds(expire: Union[int, timedelta]) -> int:
    if isinstance(expire, timedelta):
        expire = int(expire.total_seconds()) if expire.total_seconds().is_integer() else -1
    if not isinstance(expire, int) or isinstance(expire, bool):
        raise InvalidArgument("expire: must be a whole number of seconds")
    if not 0 <= expire <= _LONGEST_EXPIRE:
        raise InvalidArgument("expire: must be a number of seconds from 0 to a hundred years")
    return expire


class _Addressed:
    """What a publisher is, however it is carried: whom it publishes to."""

    _options: Options

    def __init__(self, facility: Optional[str] = None, broadcast: bool = False, users: Names = None, groups: Names = None,
                 sessions: Names = None, rooms: Names = None, request: Any = None) -> None:
        names = {"users": users, "groups": groups, "sessions": sessions, "rooms": rooms}
        self._facility = facility
        self._names_anybody = broadcast is True or any(given is not None for given in names.values())
        self._to: Optional[Addressees] = None
        if facility is not None or broadcast or self._names_anybody:
            self._to = addressees(facility, broadcast, names, request, self._options.colons)

    def _addressees(self) -> Addressees:
        """Those that nobody is reached by are logged."""
        if self._to is None or not self._names_anybody:
            raise InvalidArgument("no audience is named: broadcast, users, groups, sessions or rooms")
        if self._to.withheld:
            _log.info("%s of facility %r came to nobody", ", ".join(self._to.withheld), self._to.facility)
        return self._to

    def _publications(self, messages: Iterable[Any], expire: Expire) -> List[Publication]:
        kept = self._options.expire if expire is None else _seconds(expire)
        most = self._options.max_bytes
        to = self._addressees()
        return [Publication(to, bounded(message, most), kept) for message in messages]

    def _lookup(self, request: Any, facility: Optional[str], audience: str, room: Optional[str]) -> Lookup:
        where = self._facility if facility is None else facility
        return lookup(request, where, audience, room, self._options.colons)


def _sent(publications: Iterable[Publication]) -> List[Publication]:
    """Those that go to somebody."""
    return [publication for publication in publications if publication.to.audiences]


def _results(publications: Iterable[Publication], heard: Iterable[Optional[int]]) -> List[Published]:
    counts = iter(heard)
    return [publication.to.published(next(counts) if publication.to.audiences else 0)
            for publication in publications]


class Publisher(_Addressed):
    """Publishes to the audiences of one facility, and reads what is kept for a visitor of it.

        Publisher("orders", users=["mary"], groups=[SELF], request=request).publish_message("It has left")

    Names are texts, or SELF, which stands for the user, the groups or the session of the request. Without
    audiences it can only fetch. Each call raises InvalidArgument, NotAuthorized or Unavailable.

    Threads: any.
    """

    def __init__(self, facility: Optional[str] = None, broadcast: bool = False, users: Names = None, groups: Names = None,
                 sessions: Names = None, rooms: Names = None, request: Any = None, *,
                 transport: Optional[Transport] = None) -> None:
        self._transport = transport or default_transport()
        self._options = self._transport.options
        super().__init__(facility, broadcast, users, groups, sessions, rooms, request)

    def publish_message(self, message: Any, expire: Expire = None) -> Published:
        """A text, bytes, or anything JSON can say. With an `expire` above zero it is also kept that long, for who
        connects later; None is the transport's; zero keeps nothing, and leaves what was kept before.
        """
        return self.publish_batch([message], expire)[0]

    def publish_batch(self, messages: Iterable[Any], expire: Expire = None) -> List[Published]:
        """All in one round trip, in order. None is sent if one of them is wrong."""
        return self._send(self._publications(messages, expire))

    def pipeline(self) -> "Pipeline":
        return Pipeline(self)

    def fetch_message(self, request: Any = None, facility: Optional[str] = None, audience: str = "any", *,
                      room: Optional[str] = None) -> Optional[RedisMessage]:
        """The message kept for who is behind `request`: of the session, the user, the groups in their order and
        broadcast the first that has one, or of `audience` alone; "room" needs `room`. None if there is none.
        """
        return self._transport.fetch(self._lookup(request, facility, audience, room))

    def _send(self, publications: List[Publication]) -> List[Published]:
        sent = _sent(publications)
        return _results(publications, self._transport.publish(sent) if sent else ())


class Pipeline:
    """Collects what is published, and sends it in one round trip at the end of its `with` block.

        with publisher.pipeline() as pipeline:
            pipeline.publish_message("for these")
            pipeline.publish_message("for others", publisher=another)

    Nothing is sent if the block raises. Others' transports are not used: all goes over that of the first.
    """

    def __init__(self, publisher: Publisher) -> None:
        self._publisher = publisher
        self._publications: List[Publication] = []
        self.results: List[Published] = []

    def publish_message(self, message: Any, expire: Expire = None, *, publisher: Optional[Publisher] = None) -> None:
        self._publications += (publisher or self._publisher)._publications([message], expire)

    def send(self) -> List[Published]:
        """What came of each message; the pipeline is empty again, whatever happens."""
        publications, self._publications = self._publications, []
        self.results = self._publisher._send(publications)
        return self.results

    def __enter__(self) -> "Pipeline":
        return self

    def __exit__(self, kind: Optional[Type[BaseException]], _: Optional[BaseException],
                 __: Optional[TracebackType]) -> None:
        if kind is None:
            self.send()


class AsyncPublisher(_Addressed):
    """As Publisher, for asyncio."""

    def __init__(self, facility: Optional[str] = None, broadcast: bool = False, users: Names = None, groups: Names = None,
                 sessions: Names = None, rooms: Names = None, request: Any = None, *,
                 transport: Optional[AsyncTransport] = None) -> None:
        self._transport = transport or default_async_transport()
        self._options = self._transport.options
        super().__init__(facility, broadcast, users, groups, sessions, rooms, request)

    async def publish_message(self, message: Any, expire: Expire = None) -> Published:
        return (await self.publish_batch([message], expire))[0]

    async def publish_batch(self, messages: Iterable[Any], expire: Expire = None) -> List[Published]:
        return await self._send(self._publications(messages, expire))

    def pipeline(self) -> "AsyncPipeline":
        return AsyncPipeline(self)

    async def fetch_message(self, request: Any = None, facility: Optional[str] = None, audience: str = "any", *,
                            room: Optional[str] = None) -> Optional[RedisMessage]:
        return await self._transport.fetch(self._lookup(request, facility, audience, room))

    async def _send(self, publications: List[Publication]) -> List[Published]:
        sent = _sent(publications)
        return _results(publications, await self._transport.publish(sent) if sent else ())


class AsyncPipeline:
    """As Pipeline, by `async with`."""

    def __init__(self, publisher: AsyncPublisher) -> None:
        self._publisher = publisher
        self._publications: List[Publication] = []
        self.results: List[Published] = []

    def publish_message(self, message: Any, expire: Expire = None, *,
                        publisher: Optional[AsyncPublisher] = None) -> None:
        self._publications += (publisher or self._publisher)._publications([message], expire)

    async def send(self) -> List[Published]:
        publications, self._publications = self._publications, []
        self.results = await self._publisher._send(publications)
        return self.results

    async def __aenter__(self) -> "AsyncPipeline":
        return self

    async def __aexit__(self, kind: Optional[Type[BaseException]], _: Optional[BaseException],
                        __: Optional[TracebackType]) -> None:
        if kind is None:
            await self.send()


def disconnect(*, user: Optional[str] = None, session: Optional[str] = None, connection: Union[None, int, str] = None,
               facility: Optional[str] = None, transport: Optional[Transport] = None) -> None:
    """Ends the connections of a user or a session, one connection, or all of a facility, on every node.

    Change the site first: whose session still holds may come back.
    """
    (transport or default_transport()).send(disconnection(user, session, connection, facility))


def revoke(user: str, group: str, *, transport: Optional[Transport] = None) -> None:
    """Takes a group from a user's connections, on every node. Change the site first."""
    (transport or default_transport()).send(revocation(user, group))


async def disconnect_async(*, user: Optional[str] = None, session: Optional[str] = None,
                           connection: Union[None, int, str] = None, facility: Optional[str] = None,
                           transport: Optional[AsyncTransport] = None) -> None:
    await (transport or default_async_transport()).send(disconnection(user, session, connection, facility))


async def revoke_async(user: str, group: str, *, transport: Optional[AsyncTransport] = None) -> None:
    await (transport or default_async_transport()).send(revocation(user, group))
