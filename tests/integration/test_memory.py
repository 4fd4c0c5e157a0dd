"""What a crowd of connections leaves behind."""

import pytest

from support.deadline import eventually


def has_allocator_of_its_own(server):
    """Those of sanitizers keep what is freed, in order to see who uses it."""
    with open(f"/proc/{server.process.pid}/maps") as maps:
        return "libasan" in (mapped := maps.read()) or "libtsan" in mapped


def test_gives_back_what_a_crowd_needed_once_it_has_gone(start_fanfare):
    server = start_fanfare({"server.max_connections": "3000"})
    if has_allocator_of_its_own(server):
        pytest.skip("it is not the C library that allocates")
    with server.connect("/ws/f?subscribe-broadcast") as stays:
        before = server.resident_kib()
        crowd = [server.connect(f"/ws/f{number}?subscribe-broadcast") for number in range(2000)]
        grown = server.resident_kib() - before
        for one in crowd:
            one.close()

        # The C library by itself gives back the end of a heap only, where somebody holds something.
        eventually(lambda: server.resident_kib() < before + grown * 3 / 4, "a quarter of it is given back")
        server.publish("f", "still here")
        assert stays.receive() == "still here"
