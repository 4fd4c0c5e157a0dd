"""Pages and backends as websocket-push has them."""

import json
import re

from .deadline import eventually

ROUTE = "/server_notifications/"
DIALECT = {"dialect.websocket_push.route": ROUTE}


def of_redis(redis, **more):
    return {**DIALECT, "broker.type": "redis", "broker.redis.url": redis.url, **more}


def pushing(redis):
    return lambda message: publish(redis, "BackgroundPush", message)


def publish(redis, channel, message):
    if isinstance(message, dict):
        message = json.dumps(message)
    assert redis.client.publish(channel, message) > 0


class Tab:
    """A page's connection; its first frame has told its id."""

    def __init__(self, server, user=None, guest=None, path=ROUTE):
        self.server = server
        headers = [("X-Auth-User", user)] if user else []
        headers += [("X-Auth-Guest", guest)] if guest else []
        self.socket = server.connect(path, headers)
        first = self.socket.receive()
        self.id = re.fullmatch(r'\{"tabWindowId":"([0-9a-z]{1,11})"\}', first)[1]

    def join(self, *rooms, **more):
        """Returns when it hears the rooms, none of which it is in yet."""
        wanted = subscriptions(self.server) + len(rooms)
        for room in rooms:
            self.send({"joinRoom": room, **more})
        eventually(lambda: subscriptions(self.server) >= wanted, f"joined {rooms}")
        for room in rooms:
            self.server.push({"pushToRoom": room, "tabWindowId": self.id, "payload": "joined"})
            assert self.receive() == '"joined"'

    def leave(self, room):
        """Returns when it is out of the room, in which it was."""
        wanted = subscriptions(self.server) - 1
        self.send({"leaveRoom": room})
        eventually(lambda: subscriptions(self.server) <= wanted, f"left {room}")

    def send(self, command):
        self.socket.send(command if isinstance(command, (str, bytes)) else json.dumps(command))

    def receive(self):
        return self.socket.receive()

    def heard(self, push):
        """What it has heard up to here: all that was pushed before goes out before this."""
        token = f"up to here {self.id}"
        push({"pushToRoom": "all", "tabWindowId": self.id, "payload": token})
        messages = []
        while (message := self.socket.receive()) != json.dumps(token):
            messages.append(message)
        return messages


def subscriptions(server):
    return server.api("GET", "/api/stats").json()["subscriptions"]
