"""What a publisher does while the other side is away, stalls, and is back."""

import asyncio
import contextlib
import socket
import threading

import pytest

from fanfare_publisher import (AsyncHttpTransport, AsyncPublisher, AsyncRedisTransport, HttpTransport, NotAuthorized,
                               Publisher, RedisTransport, Unavailable, disconnect)
from support.backend import Backend, RawBackend, as_json
from support.fanfare import API_KEY
from support.tls import Certificate

SOON = 0.2  # how long what never answers is waited for


def test_a_publish_without_redis_says_so_and_the_next_one_with_it_succeeds(own_redis):
    publisher = Publisher("f", True, transport=RedisTransport(own_redis.url))
    own_redis.stop()
    with pytest.raises(Unavailable, match=f"127.0.0.1:{own_redis.port}"):
        publisher.publish_message("lost")

    own_redis.start()

    assert publisher.publish_message("found").channels == ("broadcast:f",)
    assert publisher.fetch_message() == b"found"


def test_a_restart_of_redis_between_two_calls_is_not_noticed(own_redis):
    publisher = Publisher("f", True, transport=RedisTransport(own_redis.url))
    publisher.publish_message("before")

    own_redis.stop()
    own_redis.start()

    assert publisher.publish_message("after")


def test_a_redis_that_stalls_is_not_waited_for_and_its_late_answer_is_nobody_elses(own_redis):
    publisher = Publisher("f", True, transport=RedisTransport(own_redis.url, command_timeout=SOON))
    publisher.publish_message("before")
    own_redis.pause()
    with pytest.raises(Unavailable, match="in time"):
        publisher.fetch_message()
    with pytest.raises(Unavailable, match="in time"):
        publisher.publish_message("meanwhile")

    own_redis.resume()

    publisher.publish_message("after")
    assert publisher.fetch_message() == b"after"


def test_a_stalling_redis_does_not_hold_who_waits_for_a_connection(own_redis):
    transport = RedisTransport(own_redis.url, command_timeout=SOON, max_connections=1)
    own_redis.pause()
    failed = []

    def publish():
        try:
            Publisher("f", True, transport=transport).publish_message("x")
        except Unavailable as failure:
            failed.append(failure)

    threads = [threading.Thread(target=publish) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(failed) == 4
    own_redis.resume()
    assert Publisher("f", True, transport=transport).publish_message("after")


def test_an_asynchronous_publisher_survives_the_same(own_redis):
    async def survive():
        publisher = AsyncPublisher("f", True, transport=AsyncRedisTransport(own_redis.url, command_timeout=SOON))
        own_redis.pause()
        with pytest.raises(Unavailable, match="in time"):
            await publisher.publish_message("x")
        own_redis.resume()
        own_redis.stop()
        with pytest.raises(Unavailable):
            await publisher.publish_message("x")
        own_redis.start()
        return await publisher.publish_message("back")

    assert asyncio.run(survive()).channels == ("broadcast:f",)


def test_an_asynchronous_transport_serves_one_event_loop_after_another(redis_server):
    publisher = AsyncPublisher("f", True, transport=AsyncRedisTransport(redis_server.url))

    for text in ("first", "second"):
        asyncio.run(publisher.publish_message(text))

    assert asyncio.run(publisher.fetch_message()) == b"second"


def test_a_wrong_password_is_told_without_the_password(own_redis):
    own_redis.client.config_set("requirepass", "right")
    for url in (own_redis.url, own_redis.url.replace("//", "//:wrong-one@")):
        with pytest.raises(NotAuthorized) as told:
            Publisher("f", True, transport=RedisTransport(url)).publish_message("x")
        assert "wrong-one" not in str(told.value)

    url = own_redis.url.replace("//", "//:right@")
    assert Publisher("f", True, transport=RedisTransport(url)).publish_message("x")


def test_a_command_that_redis_does_not_allow_is_told(own_redis):
    own_redis.client.execute_command("ACL", "SETUSER", "reader", "on", ">pass", "~*", "&*", "+@all", "-setex")
    publisher = Publisher("f", True, transport=RedisTransport(own_redis.url.replace("//", "//reader:pass@")))

    with pytest.raises(NotAuthorized):
        publisher.publish_message("x")


def test_a_redis_that_is_full_is_told_and_the_message_published_nowhere(own_redis):
    heard = own_redis.client.pubsub()
    heard.subscribe("broadcast:f")
    assert heard.get_message(timeout=5)["type"] == "subscribe"
    own_redis.client.config_set("maxmemory", "1")
    publisher = Publisher("f", True, transport=RedisTransport(own_redis.url))

    with pytest.raises(Unavailable, match="maxmemory"):
        publisher.publish_message("x")

    own_redis.client.config_set("maxmemory", "0")
    publisher.publish_message("next")
    assert heard.get_message(timeout=5)["data"] == b"next"


def test_a_unix_socket_and_another_database_are_reached(redis_server):
    publisher = Publisher("f", True, transport=RedisTransport(redis_server.unix_url + "?db=3"))

    publisher.publish_message("x")

    assert redis_server.client.execute_command("DBSIZE") == 0
    assert publisher.fetch_message() == b"x"


def test_a_fanfare_that_is_away_is_told_and_the_next_call_finds_it_again():
    backend = Backend(lambda asked: as_json({"channels": []}, 202))
    publisher = Publisher("f", True, transport=HttpTransport(f"http://127.0.0.1:{backend.port}", "k" * 16))
    assert publisher.publish_message("x").heard is None
    backend.stop()
    with pytest.raises(Unavailable, match=f"127.0.0.1:{backend.port}"):
        publisher.publish_message("x")

    back = Backend(lambda asked: as_json({"channels": []}, 202), port=backend.port)

    assert publisher.publish_message("x").channels == ("broadcast:f",)
    back.stop()


def test_a_fanfare_that_stalls_is_not_waited_for():
    stopped = threading.Event()
    stalling = RawBackend(lambda stream: stopped.wait())
    transport = HttpTransport(stalling.url.rpartition("/")[0], "k" * 16, command_timeout=SOON)

    with pytest.raises(Unavailable, match="Timeout"):
        Publisher("f", True, transport=transport).publish_message("x")

    stopped.set()
    stalling.stop()


BEGINNINGS = {
    "a head": b"HTTP/1.1 202 Accepted\r\nX-Slow: ",
    "a body": b"HTTP/1.1 202 Accepted\r\nContent-Length: 1000000\r\n\r\n",
    "nothing": b"",
}


@pytest.fixture(params=BEGINNINGS)
def trickling(request):
    """Where a Fanfare is that answers a byte at a time, each well within a timeout."""
    stopped = threading.Event()

    def trickle(stream):
        with contextlib.suppress(OSError):
            stream.sendall(BEGINNINGS[request.param])
            while not stopped.wait(SOON / 10):
                stream.sendall(b"x" if request.param != "nothing" else b"\r\n")

    backend = RawBackend(trickle)
    yield backend.url.rpartition("/")[0]
    stopped.set()
    backend.stop()


def test_a_fanfare_that_trickles_is_not_waited_for_longer_than_both_timeouts(trickling):
    transport = HttpTransport(trickling, "k" * 16, connect_timeout=SOON, command_timeout=SOON)

    with pytest.raises(Unavailable, match="127.0.0.1"):
        Publisher("f", True, transport=transport).publish_message("x")


def test_nor_is_it_by_an_asynchronous_publisher(trickling):
    transport = AsyncHttpTransport(trickling, "k" * 16, connect_timeout=SOON, command_timeout=SOON)

    with pytest.raises(Unavailable, match="127.0.0.1"):
        asyncio.run(AsyncPublisher("f", True, transport=transport).publish_message("x"))


def test_a_fanfare_that_reads_nothing_is_not_written_to_longer_than_both_timeouts():
    stopped = threading.Event()
    stalling = RawBackend(lambda stream: stopped.wait())
    transport = HttpTransport(stalling.url.rpartition("/")[0], "k" * 16, connect_timeout=SOON, command_timeout=SOON,
                              max_bytes=64 << 20)

    with pytest.raises(Unavailable, match="Timeout"):
        Publisher("f", True, transport=transport).publish_message("x" * (32 << 20))

    stopped.set()
    stalling.stop()


@pytest.mark.parametrize("status, error", [(401, NotAuthorized), (403, NotAuthorized), (429, Unavailable),
                                           (503, Unavailable), (404, Unavailable), (302, Unavailable)])
def test_what_fanfare_answers_is_told(status, error):
    backend = Backend(lambda asked: as_json({"error": {"code": "x", "message": "for a reason"}}, status))
    transport = HttpTransport(f"http://127.0.0.1:{backend.port}", "k" * 16)

    with pytest.raises(error, match="for a reason"):
        Publisher("f", True, transport=transport).publish_message("x")
    with pytest.raises(error, match="for a reason"):
        Publisher(transport=transport).fetch_message(None, "f")
    with pytest.raises(error, match="for a reason"):
        disconnect(user="mary", transport=transport)

    backend.stop()


def test_an_answer_that_is_not_fanfares_is_told():
    backend = Backend(lambda asked: (200, {}, b"<html>welcome to nginx</html>"))
    transport = HttpTransport(f"http://127.0.0.1:{backend.port}", "k" * 16)

    with pytest.raises(Unavailable, match="200"):
        Publisher("f", True, transport=transport).publish_message("x")

    backend.stop()


def test_a_peer_that_speaks_no_redis_is_told():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        def greet():
            stream, _ = listener.accept()
            with stream:
                stream.sendall(b"220 mail.example ESMTP\r\n")
                stream.recv(1)

        threading.Thread(target=greet, daemon=True).start()
        transport = RedisTransport(f"redis://127.0.0.1:{listener.getsockname()[1]}/0")
        with pytest.raises(Unavailable):
            Publisher("f", True, transport=transport).publish_message("x")


def test_a_fanfare_behind_tls_is_verified(start_fanfare, tmp_path):
    certificate = Certificate(tmp_path)
    port = start_fanfare(certificate=certificate).address[1]
    place = (f"https://localhost:{port}", API_KEY)
    trusting = HttpTransport(*place, verify=certificate.context())

    assert Publisher("f", True, transport=trusting).publish_message("x").channels == ("broadcast:f",)
    assert Publisher("f", True, transport=trusting).fetch_message() == b"x"
    with pytest.raises(Unavailable, match="CERTIFICATE_VERIFY_FAILED"):
        Publisher("f", True, transport=HttpTransport(*place)).publish_message("x")

    async def trust(verify):
        return await AsyncPublisher("f", True, transport=AsyncHttpTransport(*place, verify=verify)).publish_message("y")

    assert asyncio.run(trust(certificate.context())).channels == ("broadcast:f",)
    with pytest.raises(Unavailable, match="CERTIFICATE_VERIFY_FAILED"):
        asyncio.run(trust(True))
