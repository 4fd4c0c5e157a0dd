"""Too many, too slow, too much."""

import pathlib
import resource
import select
import socket as sockets

import pytest

from support.deadline import eventually
from support.websocket import TEXT, WebSocket, frame_bytes


@pytest.fixture(autouse=True)
def room_for_sockets():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    soft = min(hard, 16_384)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_3000_half_heads_delay_no_handshake(start_fanfare):
    server = start_fanfare({"server.max_connections": "10000"})
    half = []
    try:
        for _ in range(3000):
            stream = sockets.create_connection(server.address, timeout=30)
            stream.sendall(b"GET /ws/f?subscribe-broadcast HTTP/1.1\r\nHost: loc")
            half.append(stream)

        with server.connect("/ws/f?subscribe-broadcast") as socket:
            server.publish("f", "in spite of them")
            assert socket.receive() == "in spite of them"
    finally:
        for stream in half:
            stream.close()


def test_1000_that_never_read_cost_bounded_memory_and_delay_nobody(start_fanfare):
    bound = 64 * 1024
    server = start_fanfare({"outbox.max_bytes": str(bound), "server.max_connections": "2000"})
    deaf = [server.connect("/ws/f?subscribe-broadcast", receive_buffer=4096) for _ in range(1000)]
    try:
        with server.connect("/ws/f?subscribe-broadcast") as reader:
            before = server.resident_kib()
            text = "x" * 30_000
            # Far beyond what the kernel's buffers and the outboxes of the deaf take.
            for count in range(120):
                server.publish("f", f"{count:6d} {text}")
                assert reader.receive() == f"{count:6d} {text}"
            grown = server.resident_kib() - before
            assert grown < 1000 * bound / 1024 + 64 * 1024, f"{grown} KiB"
            eventually(lambda: server.api("GET", "/api/stats").json()["connections"] == 1,
                       "those that do not read are closed, the reader is not")
    finally:
        for socket in deaf:
            socket.close()


def test_says_to_a_slow_consumer_what_it_is(start_fanfare):
    server = start_fanfare({"outbox.max_bytes": "65536"})
    with server.connect("/ws/f?subscribe-broadcast", receive_buffer=4096) as slow:
        while server.api("GET", "/api/stats").json()["slow_consumers"] == 0:
            server.publish("f", "x" * 30_000)
        code, _ = slow.receive_close()
        assert code == 4408


def test_answers_503_beyond_its_number_of_connections(start_fanfare):
    server = start_fanfare({"server.max_connections": "5"})
    open_sockets = []
    try:
        refused = None
        for _ in range(10):
            answer = server.handshake("/ws/f?subscribe-broadcast")
            stream = sockets.create_connection(server.address, timeout=30)
            try:
                open_sockets.append(WebSocket.open_on(stream, answer))
            except Exception as exception:
                stream.close()
                refused = exception.response
                break
        assert refused is not None and refused.status == 503
        assert 1 <= len(open_sockets) <= 5

        open_sockets.pop().close()
        eventually(lambda: server.refusal("/ws/f?subscribe-broadcast").status == 101,
                   "a place becomes free")
    finally:
        for socket in open_sockets:
            socket.close()


def test_pauses_without_file_descriptors_and_does_not_spin(start_fanfare):
    server = start_fanfare({}, max_files=64)
    streams = []
    try:
        for _ in range(200):
            stream = sockets.create_connection(server.address, timeout=30)
            streams.append(stream)
        descriptors = pathlib.Path(f"/proc/{server.process.pid}/fd")
        eventually(lambda: len(list(descriptors.iterdir())) == 64, "it has used up its descriptors")

        before = server.cpu_seconds()
        select.select([], [], [], 1.0)  # a second of the server's life, to see what it costs
        assert server.cpu_seconds() - before < 0.5, "it spins"
    finally:
        for stream in streams:
            stream.close()
    eventually(lambda: healthy(server), "it accepts again")


def healthy(server):
    try:
        return server.get("/healthz").status == 200
    except Exception:
        return False


def test_20000_messages_in_a_burst_reach_100_subscribers_once_and_in_order(fanfare_on_redis, redis_server):
    count, sockets_ = 20_000, []
    try:
        for _ in range(100):
            sockets_.append(fanfare_on_redis.connect("/ws/burst?subscribe-broadcast"))
        pipeline = redis_server.client.pipeline(transaction=False)
        for number in range(count):
            pipeline.publish("broadcast:burst", f"{number:07d}")
        pipeline.execute()

        expected = b"".join(bytes([0x81, 7]) + b"%07d" % number for number in range(count))
        received = read_all(sockets_, len(expected))
        for data in received.values():
            assert data == expected
    finally:
        for socket in sockets_:
            socket.close()


def read_all(sockets_, size):
    """The first `size` bytes of each, read as they come."""
    received = {socket: bytearray() for socket in sockets_}
    streams = {socket.fileno(): socket for socket in sockets_}
    poll = select.poll()
    for descriptor in streams:
        poll.register(descriptor, select.POLLIN)
    while any(len(data) < size for data in received.values()):
        ready = poll.poll(60_000)
        assert ready, "nothing more comes: " + str(sorted(map(len, received.values()))[:3])
        for descriptor, _ in ready:
            socket = streams[descriptor]
            data = socket._stream.recv(1 << 20)
            assert data, "closed in the burst"
            received[socket] += data
    return received


def test_a_flood_from_one_client_delays_no_other(start_fanfare):
    """Where no limit ends it."""
    server = start_fanfare({"policy.type": "allow-all", "limit.messages_per_connection": "0",
                            "limit.bytes_per_connection": "0"})
    with server.connect("/ws/flood?publish-broadcast") as flooder, \
            server.connect("/ws/calm?subscribe-broadcast") as calm:
        flooder.send_raw(frame_bytes(TEXT, b"x" * 100) * 5000)
        server.publish("calm", "through")
        assert calm.receive() == "through"
        flooder.fence()
