"""What a crowd of connections leaves behind."""

import os

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


def arenas(server):
    """Those of malloc() beside the first: each reserves 64 MiB, aligned to as much, and opens them from below."""
    whole, found, opened_until = 64 << 20, 0, None
    with open(f"/proc/{server.process.pid}/maps") as maps:
        for line in maps:
            span, rights = line.split()[:2]
            begin, end = (int(address, 16) for address in span.split("-"))
            found += rights == "---p" and begin == opened_until and end % whole == 0
            opened_until = end if rights == "rw-p" and begin % whole == 0 else None
    return found


def test_threads_share_as_many_arenas_as_there_are_processors(start_fanfare):
    """Each keeps pages for the sake of a few blocks."""
    server = start_fanfare({"server.http_threads": "32"})
    if has_allocator_of_its_own(server):
        pytest.skip("it is not the C library that allocates")
    for number in range(50):
        server.connect(f"/ws/f{number}?subscribe-broadcast").close()
    assert arenas(server) == max(2, os.cpu_count()) - 1


def test_leaves_the_number_of_arenas_to_the_environment(start_fanfare):
    processors = max(2, os.cpu_count())
    server = start_fanfare({"server.http_threads": "32"}, env={"MALLOC_ARENA_MAX": str(2 * processors)})
    if has_allocator_of_its_own(server):
        pytest.skip("it is not the C library that allocates")
    eventually(lambda: arenas(server) == 2 * processors - 1, "all but the first")
