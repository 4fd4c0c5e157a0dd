"""A user is disconnected, or loses a group, while his handshake is under way: whichever comes first, he
does not keep what was taken.

The steps of a handshake are told apart by the site's backend, which the test makes wait: where it has
read who is there and not answered yet, where the policy is asked, and where it is asked anew because of
a tombstone, when the connection is subscribed and its 101 is still to come.
"""

import concurrent.futures
import json
import struct
import time

import jwt
import pytest

from support.backend import as_json
from support.deadline import PATIENCE, eventually
from support.held_site import Site
from support.websocket import CLOSE

TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group"
COOKIE = [("Cookie", "sid=of-ann")]
OTHER = [("Cookie", "sid=of-ann-elsewhere")]
V1 = [("Sec-WebSocket-Protocol", "fanfare.v1")]
SECRET = "a secret of at least 64 bytes, as the longest of the hashes wants it"
BY_USER = {"user": "ann"}
BY_SESSION = {"session": "k3y-of-ann"}


@pytest.fixture
def site():
    server = Site()
    yield server
    server.stop()


class Nodes:
    """`door` is where ann comes in, `other` where it is said that she is to go."""

    def __init__(self, door, other):
        self.door = door
        self.other = other
        self._pool = concurrent.futures.ThreadPoolExecutor(4)

    def connecting(self, headers=COOKIE):
        return self._pool.submit(self.door.connect, TARGET, headers)

    def disconnect(self, selector):
        assert self.other.api("POST", "/api/disconnect", selector).status == 202

    def settle(self):
        """Returns when what was said before has come about at the door: it is heard in order."""
        with self.door.connect("/ws/fence") as fence:
            self.disconnect({"facility": "fence"})
            assert_ends(fence)

    def revoke(self, group):
        answer = self.other.api("POST", "/api/revoke", {"user": "ann", "group": group})
        assert answer.status == 202

    def stop(self):
        self._pool.shutdown()


@pytest.fixture
def start_nodes(start_fanfare, site, request):
    started = []

    def start(broker, **more):
        settings = {"server.reactors": "1", "identity.resolver": "http",
                    "identity.http.url": site.backend.url, "identity.http.timeout": "60",
                    "identity.http.cache": "0", "api.key.test.scope": "admin", **more}
        if broker == "memory":
            door = other = start_fanfare(settings)
        else:
            redis = request.getfixturevalue("redis_server")
            settings.update({"broker.type": "redis", "broker.redis.url": redis.url})
            door, other = start_fanfare(settings), start_fanfare(settings)
            for node in (door, other):
                node.wait_until_ready()
            redis.wait_for_subscribers("fanfare:control", 2)
        started.append(Nodes(door, other))
        return started[-1]

    yield start
    site.stop()
    for nodes in started:
        nodes.stop()


BROKERS = pytest.mark.parametrize("broker", ["memory", "redis"])
SELECTORS = pytest.mark.parametrize("selector", [BY_USER, BY_SESSION], ids=["user", "session"])


def assert_ends(socket):
    """It is closed, and the close is the first that it hears."""
    frame = socket.receive_frame()
    assert frame.opcode == CLOSE, frame
    assert struct.unpack("!H", frame.payload[:2]) == (4401,)
    socket.close()


def assert_not_of_staff(nodes, socket):
    nodes.other.publish("f", "for staff", groups=["staff"], expire=0)
    nodes.other.publish("f", "for the board", groups=["board"], expire=0)
    assert socket.receive() == "for the board"
    socket.close()


# Before the site reads


@BROKERS
def test_lets_in_as_nobody_who_was_logged_out_before_the_site_read(start_nodes, site, broker):
    nodes = start_nodes(broker)
    site.log_out()
    nodes.disconnect(BY_USER)

    with nodes.connecting().result(PATIENCE) as socket:
        assert socket.granted == ["subscribe broadcast:f"]


@BROKERS
def test_asks_twice_about_who_is_there_again_and_lets_him_in(start_nodes, site, broker):
    nodes = start_nodes(broker)
    nodes.disconnect(BY_USER)
    nodes.settle()

    with nodes.connecting().result(PATIENCE) as socket:
        socket.fence()
        assert "subscribe user:ann:f" in socket.granted
    assert site.asked() == 2, "the second time because of the tombstone"


# The site has read, and not answered


@SELECTORS
@BROKERS
def test_ends_who_was_disconnected_when_the_site_had_read(start_nodes, site, broker, selector):
    nodes = start_nodes(broker)
    answer = site.hold()
    connecting = nodes.connecting()
    answer.wait_until_read()

    site.log_out()
    nodes.disconnect(selector)
    nodes.other.publish("f", "for ann", users=["ann"])
    answer.let_go()

    assert_ends(connecting.result(PATIENCE))


@BROKERS
def test_takes_a_group_that_was_revoked_when_the_site_had_read(start_nodes, site, broker):
    nodes = start_nodes(broker)
    answer = site.hold()
    connecting = nodes.connecting()
    answer.wait_until_read()

    site.leave("staff")
    nodes.revoke("staff")
    answer.let_go()

    assert_not_of_staff(nodes, connecting.result(PATIENCE))


def test_ends_all_who_wait_for_an_answer_that_was_read_before(start_nodes, site):
    nodes = start_nodes("memory", **{"identity.http.cache": "60"})
    answer = site.hold()
    burst = [nodes.connecting() for _ in range(3)]
    answer.wait_until_read()

    site.log_out()
    nodes.disconnect(BY_USER)
    answer.let_go()

    for connecting in burst:
        socket = connecting.result(PATIENCE)
        # Who came in only when the site was asked anew, is nobody by then.
        if "subscribe user:ann:f" in socket.granted:
            assert_ends(socket)
        else:
            socket.close()


# The site has answered, and the connection is not subscribed


@SELECTORS
@BROKERS
def test_ends_who_was_disconnected_when_the_policy_was_asked(start_nodes, site, broker, selector):
    nodes = start_nodes(broker, **{"policy.type": "http", "policy.http.url": site.backend.url,
                                   "policy.http.timeout": "60"})
    judgement = site.hold("POST")
    connecting = nodes.connecting()
    judgement.wait_until_read()

    site.log_out()
    nodes.disconnect(selector)
    nodes.other.publish("f", "for ann", users=["ann"])
    judgement.let_go()

    assert_ends(connecting.result(PATIENCE))


@BROKERS
def test_takes_a_group_that_was_revoked_when_the_policy_was_asked(start_nodes, site, broker):
    nodes = start_nodes(broker, **{"policy.type": "http", "policy.http.url": site.backend.url,
                                   "policy.http.timeout": "60"})
    judgement = site.hold("POST")
    connecting = nodes.connecting()
    judgement.wait_until_read()

    site.leave("staff")
    nodes.revoke("staff")
    judgement.let_go()

    assert_not_of_staff(nodes, connecting.result(PATIENCE))


@BROKERS
def test_ends_whose_token_was_disconnected_when_the_policy_was_asked(start_nodes, site, broker):
    nodes = start_nodes(broker, **{
        "identity.resolver": "jwt", "identity.jwt.secret": SECRET, "policy.type": "http",
        "policy.http.url": site.backend.url, "policy.http.timeout": "60"})
    now = int(time.time())
    token = jwt.encode({"sub": "ann", "iat": now - 5, "exp": now + 600}, SECRET, "HS256")
    judgement = site.hold("POST")
    connecting = nodes.connecting([("Authorization", "Bearer " + token)])
    judgement.wait_until_read()

    nodes.disconnect(BY_USER)
    judgement.let_go()

    assert_ends(connecting.result(PATIENCE))


# It is subscribed, and its 101 is still to come


def subscribed(nodes, site):
    """ann's connection, asked about anew for the sake of an older tombstone, and that question."""
    nodes.disconnect(BY_SESSION)
    nodes.settle()
    before = nodes.door.metric("fanfare_subscriptions")
    doubt = site.hold(after=1)
    connecting = nodes.connecting()
    doubt.wait_until_read()
    eventually(lambda: nodes.door.metric("fanfare_subscriptions") == before + 4, "it is subscribed")
    assert not connecting.done(), "its 101 waits"
    return connecting, doubt


@SELECTORS
@BROKERS
def test_ends_who_is_disconnected_before_his_101(start_nodes, site, broker, selector):
    nodes = start_nodes(broker)
    connecting, doubt = subscribed(nodes, site)

    nodes.other.publish("f", "for ann", users=["ann"])
    nodes.disconnect(selector)

    assert_ends(connecting.result(PATIENCE))  # though the site says she is there
    doubt.let_go()


@BROKERS
def test_takes_a_group_that_is_revoked_before_the_101(start_nodes, site, broker):
    nodes = start_nodes(broker)
    with nodes.connecting([*OTHER, *V1]).result(PATIENCE) as elsewhere:
        elsewhere.receive()  # the welcome
        connecting, doubt = subscribed(nodes, site)

        site.leave("staff")
        nodes.revoke("staff")
        assert json.loads(elsewhere.receive())["channels"] == ["group:staff:f"], "it has come about"
        doubt.let_go()  # the site says she is of the staff

        assert_not_of_staff(nodes, connecting.result(PATIENCE))
    assert site.asked() == 4, "what was read before is asked again"


# It is open


@SELECTORS
@BROKERS
def test_ends_who_is_disconnected_behind_his_101(start_nodes, site, broker, selector):
    nodes = start_nodes(broker)
    socket = nodes.connecting().result(PATIENCE)

    nodes.disconnect(selector)

    assert_ends(socket)


@BROKERS
def test_gives_no_group_back_by_what_was_read_before(start_nodes, site, broker):
    nodes = start_nodes(broker, **{"identity.recheck": "1"})
    recheck = site.hold(after=1)
    session = site.sessions["sid=of-ann"]
    recheck.answer = as_json({**session, "groups": ["staff", "board", "choir"]})
    with nodes.connecting([*COOKIE, *V1]).result(PATIENCE) as socket:
        socket.receive()  # the welcome
        recheck.wait_until_read()

        session["groups"] = ["board", "choir"]
        nodes.revoke("staff")
        assert json.loads(socket.receive())["channels"] == ["group:staff:f"]
        recheck.let_go()  # the site says she is of the staff, and of the choir, which is news
        assert json.loads(socket.receive())["channels"] == ["group:choir:f"], "nothing else is granted"

        nodes.other.publish("f", "for staff", groups=["staff"], expire=0)
        nodes.other.publish("f", "for the board", groups=["board"], expire=0)
        assert json.loads(socket.receive())["data"] == "for the board"


# It comes out of the cache


@SELECTORS
@BROKERS
def test_ends_who_comes_in_by_what_was_read_before(start_nodes, site, broker, selector):
    nodes = start_nodes(broker, **{"identity.http.cache": "60"})
    nodes.connecting().result(PATIENCE).close()
    assert site.asked() == 1
    site.log_out()
    nodes.disconnect(selector)
    nodes.settle()

    assert_ends(nodes.connecting().result(PATIENCE))

    # The site was asked, and what was kept is forgotten.
    assert site.asked() == 2
    with nodes.connecting().result(PATIENCE) as socket:
        assert socket.granted == ["subscribe broadcast:f"]
    assert site.asked() == 3


@BROKERS
def test_takes_a_group_of_what_was_read_before(start_nodes, site, broker):
    nodes = start_nodes(broker, **{"identity.http.cache": "60"})
    nodes.connecting().result(PATIENCE).close()
    site.leave("staff")
    nodes.revoke("staff")

    assert_not_of_staff(nodes, nodes.connecting().result(PATIENCE))
