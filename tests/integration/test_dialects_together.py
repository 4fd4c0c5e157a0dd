"""All dialects and Fanfare's own WebSockets on one port, with the backends of each on one Redis."""

import json

import pytest

from support.fanfare import Fanfare
from support.redis_server import RedisServer
from support.socketio import CHANNEL, EMIT_SECRET, Backend, Client, Polling, Socket
from support.websocket_push import ROUTE, Tab, publish, pushing

ROOM = "news"
DIALECTS = ("pubsocketd", "websocket_push", "socketio")


def settings(redis, facilities):
    return {"broker.type": "redis", "broker.redis.url": redis.url,
            "dialect.pubsocketd.routes": f"/ {ROOM}, /weather weather", "dialect.pubsocketd.insecure": "on",
            "dialect.websocket_push.route": ROUTE,
            "dialect.socketio.route": "/socket.io/", "dialect.socketio.emit_secret": EMIT_SECRET,
            **{f"dialect.{name}.facility": facility for name, facility in facilities.items()}}


class Site:
    """A server of all dialects, a page of each in the same room, and the backends."""

    def __init__(self, facilities):
        self.redis = RedisServer().start()
        self.server = Fanfare(settings(self.redis, facilities))
        self.server.wait_until_ready()
        for channel in (ROOM, "weather", "BackgroundPush", "AuthEvent", CHANNEL):
            self.redis.wait_for_subscribers(channel)
        self.server.push = pushing(self.redis)
        self._backend = Backend(self.redis)

        self.pubsocketd = self.server.connect("/")
        self.tab = Tab(self.server)
        self.tab.join(ROOM)
        self.clients = [Client(Polling(self.server)), Client(Socket(self.server))]
        for client in self.clients:
            client.join(ROOM)
        self.raw = {facility: self.server.connect(f"/ws/{facility}?subscribe-room={ROOM}")
                    for facility in set(facilities.values())}

    def say_as_pubsocketd(self, message):
        publish(self.redis, ROOM, json.dumps(message))

    def say_as_websocket_push(self, message):
        publish(self.redis, "BackgroundPush", {"pushToRoom": ROOM, "payload": message})

    def say_as_socketio(self, message):
        self._backend.emit("update", message, room=ROOM)

    def say_by_http(self, message):
        body = json.dumps({"event": "update", "room": ROOM, "data": message, "secret": EMIT_SECRET}).encode()
        response = self.server.request("POST", "/emit", body, [("Content-Type", "application/json")])
        assert response.status == 200, response

    def say_as_fanfare(self, message):
        self.server.publish("site", message, rooms=[ROOM], expire=0)

    def end(self):
        for page in (self.pubsocketd, self.tab.socket, *self.clients, *self.raw.values()):
            page.close()
        self.server.terminate()
        self.redis.remove()


@pytest.fixture(scope="module")
def apart():
    """Each dialect has its own facility."""
    site = Site({name: name for name in DIALECTS})
    yield site
    site.end()


@pytest.fixture(scope="module")
def together():
    """All have the same."""
    site = Site(dict.fromkeys(DIALECTS, "site"))
    yield site
    site.end()


def test_pages_of_each_hear_their_own_backend(apart):
    apart.say_as_pubsocketd({"of": "pubsocketd"})
    apart.say_as_websocket_push({"of": "websocket_push"})
    apart.say_as_socketio({"of": "socketio"})
    apart.say_by_http({"of": "ws-emit"})

    assert apart.pubsocketd.receive() == '{"of":"pubsocketd"}'
    assert apart.tab.receive() == '{"of":"websocket_push"}'
    for client in apart.clients:
        client.hears(("update", {"of": "socketio"}), ("update", {"of": "ws-emit"}))
    heard = {facility: json.loads(page.receive()) for facility, page in apart.raw.items()}
    assert heard == {"pubsocketd": {"of": "pubsocketd"}, "websocket_push": {"of": "websocket_push"},
                     "socketio": ["update", {"of": "socketio"}]}


@pytest.mark.parametrize("say, event", [
    (Site.say_as_pubsocketd, "message"), (Site.say_as_websocket_push, "message"), (Site.say_as_fanfare, "message"),
    (Site.say_as_socketio, "update"), (Site.say_by_http, "update")])
def test_pages_of_all_hear_the_backends_of_all_in_one_facility(together, say, event):
    message = {"a": [1, "ü"]}
    say(together, message)

    for client in together.clients:
        client.hears((event, message))
    told = message if event == "message" else [event, message]
    for page in (together.pubsocketd, together.tab, together.raw["site"]):
        assert json.loads(page.receive()) == told
