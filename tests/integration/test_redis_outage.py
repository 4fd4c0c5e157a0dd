"""Redis is not there, goes, hangs and comes back."""

import collections
import contextlib
import itertools
import re
import socket
import threading

from support.deadline import PATIENCE, eventually
from support.websocket import TEXT, frame_bytes

ALL = {"policy.type": "allow-all"}


def on(redis_server):
    return {"broker.type": "redis", "broker.redis.url": redis_server.url, **ALL}


def publish_status(server, message="x"):
    return server.api("POST", "/api/publish",
                      {"facility": "f", "broadcast": True, "message": message}).status


def test_serves_without_redis_and_comes_alive_with_it(start_fanfare, own_redis):
    server = start_fanfare(on(own_redis))

    ready = server.get("/readyz")
    assert ready.status == 503
    assert "redis" in ready.text().lower(), "it says why"
    assert server.get("/healthz").status == 200
    assert publish_status(server) == 503

    with server.connect("/ws/f?subscribe-broadcast") as early:
        own_redis.start()
        server.wait_until_ready()
        own_redis.wait_for_subscribers("broadcast:f")
        server.publish("f", "at last")
        assert early.receive() == "at last"


def test_resubscribes_after_redis_was_lost_and_doubles_nothing(start_fanfare, own_redis):
    own_redis.start()
    server = start_fanfare(on(own_redis))
    server.wait_until_ready()

    with server.connect("/ws/f?subscribe-broadcast") as socket:
        server.publish("f", "before")
        assert socket.receive() == "before"

        own_redis.stop()
        eventually(lambda: server.get("/readyz").status == 503, "the loss is noticed")
        assert publish_status(server) == 503

        own_redis.start()
        server.wait_until_ready()
        own_redis.wait_for_subscribers("broadcast:f")
        server.publish("f", "after")
        assert socket.receive() == "after"


def test_reads_again_what_was_kept_while_it_was_cut_off(start_fanfare, redis_server, redis_settings):
    server = start_fanfare({**redis_settings, **ALL})
    server.wait_until_ready()

    with server.connect("/ws/f?subscribe-broadcast") as changed, \
            server.connect("/ws/same?subscribe-broadcast") as same:
        server.publish("f", "first")
        server.publish("same", "unchanged")
        assert (changed.receive(), same.receive()) == ("first", "unchanged")

        # In one transaction with the loss of every connection: nothing can come in between.
        pipeline = redis_server.client.pipeline(transaction=True)
        pipeline.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        pipeline.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        pipeline.set("broadcast:f", "while you were out", ex=60)
        pipeline.publish("broadcast:f", "while you were out")
        pipeline.execute()

        assert changed.receive() == "while you were out"
        redis_server.wait_for_subscribers("broadcast:same")
        eventually(lambda: publish_status(server) == 202, "it publishes again")
        server.publish("same", "new")
        assert same.receive() == "new", "what it had already is not sent again"


def test_answers_503_while_redis_hangs_and_recovers(start_fanfare, own_redis):
    own_redis.start()
    server = start_fanfare(on(own_redis))
    server.wait_until_ready()

    with server.connect("/ws/f?subscribe-broadcast") as socket:
        own_redis.pause()
        try:
            assert publish_status(server, "lost in the hang") == 503
            with server.connect("/ws/f?subscribe-broadcast") as late:
                assert late.response.status == 101, "nobody waits for Redis for ever"
                eventually(lambda: server.get("/readyz").status == 503, "the hang is noticed")
                assert server.get("/healthz").status == 200
                own_redis.resume()
                server.wait_until_ready()
                own_redis.wait_for_subscribers("broadcast:f")
                eventually(lambda: publish_status(server, "alive") == 202, "it publishes again")
                for listener in (socket, late):
                    while listener.receive() != "alive":
                        pass
        finally:
            own_redis.resume()


CLIENTS, EACH = 20, 4000
UNLIMITED = {"limit.messages_per_connection": "0", "limit.bytes_per_connection": "0"}


@contextlib.contextmanager
def heard_at(redis_server, channel):
    """The payloads "<client>:<count>" that Redis carries on `channel`, in order, without an end."""
    with socket.create_connection(("127.0.0.1", redis_server.port), PATIENCE) as stream:
        stream.sendall(f"SUBSCRIBE {channel}\r\n".encode())
        redis_server.wait_for_subscribers(channel)
        with stream.makefile("rb") as lines:
            found = (re.fullmatch(rb"(\d+):(\d+)\r\n", line) for line in lines)
            yield ((int(match[1]), int(match[2])) for match in found if match)


def test_loses_nothing_that_clients_publish_faster_than_redis_takes(start_fanfare, own_redis):
    own_redis.start()
    server = start_fanfare({**on(own_redis), **UNLIMITED, "server.reactors": "1",
                            "broker.redis.timeout": "30"})
    server.wait_until_ready()

    with heard_at(own_redis, "broadcast:f") as arriving, contextlib.ExitStack() as open_sockets:
        reader = open_sockets.enter_context(server.connect("/ws/other?subscribe-broadcast"))
        clients = [open_sockets.enter_context(server.connect("/ws/f?publish-broadcast"))
                   for _ in range(CLIENTS)]
        blocks = [b"".join(frame_bytes(TEXT, f"{number}:{count}".encode()) for count in range(EACH))
                  for number in range(CLIENTS)]
        own_redis.pause()
        try:
            senders = [threading.Thread(target=client.send_raw, args=(block,), daemon=True)
                       for client, block in zip(clients, blocks)]
            for sender in senders:
                sender.start()
            for _ in range(100):  # turns of the reactor, in which it reads what it means to read
                reader.fence()
        finally:
            own_redis.resume()
        heard = collections.defaultdict(list)
        for number, count in itertools.islice(arriving, CLIENTS * EACH):
            heard[number].append(count)
        assert all(heard[number] == list(range(EACH)) for number in range(CLIENTS))
        for client, sender in zip(clients, senders):
            sender.join(PATIENCE)
            client.send_close(1000)
            assert client.receive_close()[0] == 1000, "it was told of no failure"
    assert "too many commands" not in server.log()


def test_closes_no_client_because_redis_is_away(start_fanfare, own_redis):
    own_redis.start()
    server = start_fanfare(on(own_redis))
    server.wait_until_ready()

    with server.connect("/ws/f?subscribe-broadcast&publish-broadcast&echo") as socket:
        own_redis.stop()
        eventually(lambda: server.get("/readyz").status == 503, "the loss is noticed")
        socket.fence()
        own_redis.start()
        server.wait_until_ready()
        socket.send("still open")
        assert socket.receive() == "still open"


def test_says_so_when_the_password_is_wrong(start_fanfare, own_redis):
    own_redis.start("--requirepass", "right")
    server = start_fanfare({
        "broker.type": "redis", "broker.redis.url": f"redis://:wrong@127.0.0.1:{own_redis.port}/0"})

    eventually(lambda: "WRONGPASS" in server.get("/readyz").text() or "password" in server.log().lower(),
               "the wrong password is named")
    assert server.get("/readyz").status == 503
