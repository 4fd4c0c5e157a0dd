"""Every vector, on every transport, called as a blocking site and as an asynchronous one."""

import asyncio
import base64
import inspect

import pytest

from fanfare_publisher import (SELF, AsyncHttpTransport, AsyncPublisher, AsyncRedisTransport, HttpTransport,
                               InvalidArgument, Publisher, RedisTransport, Visitor, disconnect, disconnect_async,
                               revoke, revoke_async)
from fanfare_publisher.errors import FanfareError
from witness import all_vectors

CASES = [(vector, transport) for vector in all_vectors() for transport in ("redis", "http") if transport in vector]
WAYS = {
    "blocking": {"redis": RedisTransport, "http": HttpTransport, "publisher": Publisher, "disconnect": disconnect,
                 "revoke": revoke},
    "asyncio": {"redis": AsyncRedisTransport, "http": AsyncHttpTransport, "publisher": AsyncPublisher,
                "disconnect": disconnect_async, "revoke": revoke_async},
}


def message_of(said):
    if "base64" in said:
        return base64.b64decode(said["base64"])
    return said["text"] if "text" in said else said["json"]


def names_of(given):
    return [SELF if isinstance(name, dict) and "self" in name else name for name in given] \
        if isinstance(given, list) else given


def request_of(said):
    return Visitor(said["user"], tuple(said["groups"]), said["session"]) if said else None


def published(result):
    return {"channels": list(result.channels), "withheld": list(result.withheld), "heard": result.heard}


class Caller:
    """Calls as a vector says. Each call returns what the SDK does: a value, or what is to be awaited."""

    def __init__(self, way, transport):
        self._way = way
        self._transport = transport

    async def call(self, vector):
        return await getattr(self, vector["call"])(vector["arguments"])

    def _publisher(self, said):
        given = {word: names_of(value) for word, value in said.items()
                 if word not in ("message", "messages", "expire", "request")}
        return self._way["publisher"](**given, request=request_of(said.get("request")), transport=self._transport)

    async def publish(self, said):
        publisher = self._publisher(said)
        return published(await now(publisher.publish_message(message_of(said["message"]), said.get("expire"))))

    async def batch(self, said):
        publisher = self._publisher(said)
        messages = [message_of(one) for one in said["messages"]]
        return [published(one) for one in await now(publisher.publish_batch(messages, said.get("expire")))]

    async def pipeline(self, said):
        pipeline = self._way["publisher"](transport=self._transport).pipeline()
        for one in said["publications"]:
            pipeline.publish_message(message_of(one["message"]), one.get("expire"), publisher=self._publisher(one))
        return [published(one) for one in await now(pipeline.send())]

    async def fetch(self, said):
        given = {word: said[word] for word in ("audience", "room") if word in said}
        publisher = self._way["publisher"](transport=self._transport)
        found = await now(publisher.fetch_message(request_of(said.get("request")), said["facility"], **given))
        return None if found is None else {"base64": base64.b64encode(found).decode()}

    async def disconnect(self, said):
        return await now(self._way["disconnect"](**said, transport=self._transport))

    async def revoke(self, said):
        return await now(self._way["revoke"](**said, transport=self._transport))


async def now(value):
    return await value if inspect.isawaitable(value) else value


async def outcome_of(way, transport, vector):
    try:
        return {"returned": await Caller(way, transport).call(vector)}
    except FanfareError as error:
        return {"error": {"code": error.code, "message": str(error)}}
    except TypeError as error:  # Python itself refuses an argument there is not
        return {"error": {"code": InvalidArgument.code, "message": str(error)}}
    finally:
        await now(transport.close())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("vector, transport", CASES, ids=lambda value: value["name"] if isinstance(value, dict) else value)
def test_a_vector(witness, vector, transport, way):
    witness.ask("/begin", vector=vector["name"], transport=transport)
    place = [witness.redis_url] if transport == "redis" else [witness.http_url, witness.key]
    options = dict(vector.get("options", {}))
    carrier = WAYS[way][transport](*place, **options)

    outcome = asyncio.run(outcome_of(WAYS[way], carrier, vector))

    assert witness.ask("/judge", **outcome)["wrong"] == []
