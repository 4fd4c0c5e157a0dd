"""Publishers that are not Fanfare's: redis-cli, anything that knows PUBLISH and SETEX, and the
model's own RedisPublisher."""

import json
import subprocess
import sys
import threading

import pytest

from support.process import Process

ALICE = [("X-Auth-User", "john"), ("X-Auth-Groups", "chatusers"), ("X-Auth-Session", "s3cr3t")]
EVERYTHING = "subscribe-session&subscribe-user&subscribe-group&subscribe-broadcast"


def redis_cli(server, *words):
    done = subprocess.run(["redis-cli", "-s", server.socket_path, *words], capture_output=True,
                          text=True, check=True)
    return done.stdout.strip()


def test_delivers_what_redis_cli_publishes(fanfare_on_redis, redis_server):
    with fanfare_on_redis.connect("/ws/foobar?subscribe-broadcast") as socket:
        assert redis_cli(redis_server, "PUBLISH", "broadcast:foobar", "from a shell") == "1"
        assert socket.receive() == "from a shell"


def test_replays_what_anybody_has_set(fanfare_on_redis, redis_server):
    redis_cli(redis_server, "SETEX", "broadcast:foobar", "60", "kept by hand")

    with fanfare_on_redis.connect("/ws/foobar?subscribe-broadcast") as socket:
        assert socket.receive() == "kept by hand"


def test_delivers_once_to_who_subscribes_between_publish_and_setex(fanfare_on_redis, redis_server):
    # The publisher's PUBLISH finds no subscriber; its SETEX comes after the replay has looked.
    redis_server.client.publish("broadcast:gap", "in between")
    with fanfare_on_redis.connect("/ws/gap?subscribe-broadcast") as socket:
        redis_server.client.set("broadcast:gap", "in between", ex=60)

        assert socket.receive() == "in between"
        redis_server.client.publish("broadcast:gap", "marker")
        assert socket.receive() == "marker"


def test_delivers_once_to_who_hears_the_publish_and_finds_the_kept_one(fanfare_on_redis, redis_server):
    with fanfare_on_redis.connect("/ws/gap?subscribe-broadcast") as socket:
        redis_server.client.publish("broadcast:gap", "once")
        redis_server.client.set("broadcast:gap", "once", ex=60)
        assert socket.receive() == "once"
        # Longer than the later looks at what is kept: a second subscriber's whole second look.
        with fanfare_on_redis.connect("/ws/gap2?subscribe-broadcast") as other:
            redis_server.client.set("broadcast:gap2", "second look", ex=60)
            assert other.receive() == "second look"
        redis_server.client.publish("broadcast:gap", "marker")
        assert socket.receive() == "marker"


def test_gives_every_subscriber_the_last_message_while_others_publish(fanfare_on_redis, redis_server):
    """Nobody who is told "open" misses what is published next, and none comes twice."""
    stop = threading.Event()
    count = 0

    def publish():
        nonlocal count
        while not stop.is_set():
            count += 1
            redis_server.client.publish("broadcast:race", str(count))
            redis_server.client.set("broadcast:race", str(count), ex=60)

    publisher = threading.Thread(target=publish)
    publisher.start()
    try:
        for _ in range(60):
            with fanfare_on_redis.connect("/ws/race?subscribe-broadcast") as socket:
                numbers = [int(text) for text in socket.receive_many(5)]
                live = numbers[1:]
                assert live == list(range(live[0], live[0] + 4)), numbers
                # The first was kept; one published before the subscription may be newer than it.
                assert numbers[0] < live[0], numbers
    finally:
        stop.set()
        publisher.join()


def test_passes_over_a_key_of_another_type(fanfare_on_redis, redis_server):
    redis_server.client.rpush("broadcast:list", "a", "b")

    with fanfare_on_redis.connect("/ws/list?subscribe-broadcast") as socket:
        redis_server.client.publish("broadcast:list", "live")
        assert socket.receive() == "live"
    fanfare_on_redis.wait_for_log("broadcast:list")


def test_keeps_to_its_prefix(start_fanfare, redis_server, redis_settings):
    server = start_fanfare({**redis_settings, "broker.prefix": "site"})
    server.wait_until_ready()

    with server.connect("/ws/f?subscribe-broadcast") as socket:
        redis_server.client.publish("broadcast:f", "not ours")
        redis_server.client.publish("site:broadcast:f", "ours")
        assert socket.receive() == "ours"
        server.publish("f", "by the API")
        assert socket.receive() == "by the API"
    assert redis_server.client.get("site:broadcast:f") == b"by the API"


def test_speaks_to_redis_over_its_unix_socket(start_fanfare, redis_server):
    server = start_fanfare({"broker.type": "redis", "broker.redis.url": redis_server.unix_url})
    server.wait_until_ready()

    with server.connect("/ws/f?subscribe-broadcast") as socket:
        redis_server.client.publish("broadcast:f", "over a file")
        assert socket.receive() == "over a file"


def test_gives_its_password_and_chooses_its_database(start_fanfare, own_redis):
    own_redis.start("--requirepass", "pa:ss word")
    import redis

    client = redis.Redis(unix_socket_path=own_redis.socket_path, password="pa:ss word", db=3)
    url = f"redis://:pa%3Ass%20word@127.0.0.1:{own_redis.port}/3"
    server = start_fanfare({"broker.type": "redis", "broker.redis.url": url})
    server.wait_until_ready()

    server.publish("f", "kept in three")

    assert client.get("broadcast:f") == b"kept in three"
    assert "pa:ss word" not in server.log() and "pa%3Ass" not in server.log()


# The model's own publisher, as it is installed from its registry.

DJANGO_PUBLISHER = """
import json, sys
from django.conf import settings
port, prefix = int(sys.argv[1]), sys.argv[2] or None
settings.configure(WS4REDIS_CONNECTION={'host': '127.0.0.1', 'port': port},
                   WS4REDIS_PREFIX=prefix, WS4REDIS_EXPIRE=10, WEBSOCKET_URL='/ws/')
from ws4redis.publisher import RedisPublisher
from ws4redis.redis_store import RedisMessage
for line in sys.stdin:
    order = json.loads(line)
    if 'fetch' in order:
        message = RedisPublisher().fetch_message(None, order['fetch'], 'broadcast')
        print(json.dumps(message.decode() if message else None), flush=True)
        continue
    publisher = RedisPublisher(facility=order['facility'], **order['audience'])
    publisher.publish_message(RedisMessage(order['message']), **order.get('with', {}))
    print('done', flush=True)
"""


class DjangoPublisher:
    def __init__(self, redis_server, prefix=""):
        self._process = Process([sys.executable, "-c", DJANGO_PUBLISHER, str(redis_server.port), prefix],
                                stdin=subprocess.PIPE)
        self._answers = 0

    def _ask(self, order):
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.wait_for(".+", after=self._answers)[0]
        self._answers += 1
        return answer

    def publish(self, facility, message, audience, **more):
        assert self._ask({"facility": facility, "message": message, "audience": audience, **more}) == "done"

    def fetch(self, facility):
        return json.loads(self._ask({"fetch": facility}))

    def stop(self):
        self._process.kill()


@pytest.fixture
def django_publisher(redis_server):
    publisher = DjangoPublisher(redis_server)
    yield publisher
    publisher.stop()


def test_delivers_what_an_unmodified_ws4redis_publisher_publishes(fanfare_on_redis, django_publisher):
    with fanfare_on_redis.connect("/ws/foobar?" + EVERYTHING, headers=ALICE) as john:
        for message, audience in (
                ("to all", {"broadcast": True}), ("to john", {"users": ["mary", "john"]}),
                ("to chatters", {"groups": ["chatusers"]}), ("to the session", {"sessions": ["s3cr3t"]}),
                ("ž 🐎", {"broadcast": True})):
            django_publisher.publish("foobar", message, audience)
            assert john.receive() == message


def test_replays_what_it_kept(fanfare_on_redis, django_publisher, redis_server):
    django_publisher.publish("foobar", "kept", {"broadcast": True}, **{"with": {"expire": 33}})
    assert redis_server.client.ttl("broadcast:foobar") > 25

    with fanfare_on_redis.connect("/ws/foobar?subscribe-broadcast") as socket:
        assert socket.receive() == "kept"


def test_lets_it_fetch_what_a_page_has_published(fanfare_on_redis, django_publisher):
    with fanfare_on_redis.connect("/ws/gps?publish-broadcast") as car:
        car.send("48.2,16.4")
        car.send_close(1000)
        car.receive_close()

    assert django_publisher.fetch("gps") == "48.2,16.4"
    assert django_publisher.fetch("nothing") is None
