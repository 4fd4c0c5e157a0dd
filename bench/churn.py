#!/usr/bin/env python3
"""Measures what clients of Socket.IO that enter and leave rooms all the time do to others: messages to a
room of 1,000 clients leave on schedule, once while nobody moves and once while others make --pairs
join/leave pairs a second, in turn. Prints for each how long a message took, then the medians; ends with
status 1 where the half of all messages took more than --bound times as long, or not all pairs were made.

The server runs on core 0, Redis and the load on core 1, as in measure.py.
"""
import socket
import statistics
import sys
import threading
import time

from measure import common_arguments, print_brief
from processes import raise_descriptor_limit
from results import refusal_of
from servers import FACILITY, SOCKET_IO, Lab
from trials import Bench, Fanout

UNBOUNDED = ['limit.messages_per_connection=0', 'limit.bytes_per_connection=0']
ROOMS = 50  # in one write, a pair each


def arguments():
    parser = common_arguments(__doc__)
    parser.add_argument('--clients', type=int, default=1000)
    parser.add_argument('--messages', type=int, default=100, help='20 a second')
    parser.add_argument('--pairs', type=int, default=5000, help='a second')
    parser.add_argument('--repetitions', type=int, default=5)
    parser.add_argument('--bound', type=float, default=2.0)
    return parser.parse_args()


def frame(text):
    """A client's; the mask is zero, which leaves the payload as it is."""
    payload = text.encode()
    size = bytes([0x80 | len(payload)]) if len(payload) < 126 else b'\xfe' + len(payload).to_bytes(2, 'big')
    return b'\x81' + size + b'\0\0\0\0' + payload


class Restless(threading.Thread):
    """Enters and leaves rooms at a steady pace, and counts the acknowledgements."""

    def __init__(self, port, pairs):
        super().__init__()
        self.pairs, self.ended, self.acknowledged, self.seconds = pairs, threading.Event(), 0, 0.0
        self.stream = socket.create_connection(('127.0.0.1', port))
        self.stream.sendall(f'GET {SOCKET_IO} HTTP/1.1\r\nHost: bench\r\nUpgrade: websocket\r\n'
                            'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n'
                            'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n'.encode() + frame('40'))
        received = b''
        while b'40{"sid"' not in received:
            received += self.stream.recv(65536)
        self.write = b''.join(frame(f'421["{event}",{{"room":"{room}"}}]')
                              for room in range(ROOMS) for event in ('join', 'leave'))

    def run(self):
        reader = threading.Thread(target=self.read)
        reader.start()
        began = due = time.perf_counter()
        while not self.ended.is_set():
            self.stream.sendall(self.write)
            due += ROOMS / self.pairs
            time.sleep(max(0.0, due - time.perf_counter()))
        self.seconds = time.perf_counter() - began
        self.stream.shutdown(socket.SHUT_WR)
        reader.join()
        self.stream.close()

    def read(self):
        while data := self.stream.recv(1 << 16):
            self.acknowledged += data.count(b'431[]')

    def stop(self):
        """Pairs a second that were acknowledged."""
        self.ended.set()
        self.join()
        return self.acknowledged / 2 / self.seconds


class Unread(Exception):
    """Why nothing may be read of a trial."""


def load_of(record):
    print_brief(record)
    if reason := refusal_of(record):
        raise Unread(reason)
    return record['load']


def measure(bench, server, options):
    trial = Fanout('churn', options.clients, options.messages, rate=20, hold=3)
    rows = []
    for repetition in range(options.repetitions):
        quiet = load_of(bench.run_until_read(server, trial, repetition))
        restless = Restless(server.port, options.pairs)
        restless.start()
        try:
            moved = load_of(bench.run_until_read(server, trial, repetition))
        finally:
            made = restless.stop()
        rows.append((quiet['lat_p50_us'], moved['lat_p50_us'], quiet['lat_p99_us'],
                     moved['lat_p99_us'], made))
    return rows


def main():
    options = arguments()
    raise_descriptor_limit()
    with Lab(options.tools, options.work, options.fanfare, UNBOUNDED + options.set) as lab:
        server = lab.socket_io()
        try:
            server.start(options.work)
            rows = measure(Bench(lab), server, options)
        except Unread as reason:
            sys.exit(f'churn.py: nothing may be read of it: {reason}; see {options.work}')
        finally:
            server.stop()
    medians = tuple(statistics.median(column) for column in zip(*rows))
    print(f'a message to a room of {FACILITY}, ms:  p50 quiet  moving | p99 quiet  moving | pairs a second')
    for row in [*rows, medians]:
        print('                                      {:9.2f} {:7.2f} | {:9.2f} {:7.2f} | {:8.0f}'.format(
            *(us / 1000 for us in row[:4]), row[4]))
    ratio = medians[1] / medians[0]
    too_few = medians[4] < 0.95 * options.pairs
    if ratio > options.bound:
        print(f'over its bound: {ratio:.2f}, {options.bound} allowed')
    return 1 if ratio > options.bound or too_few else 0


if __name__ == '__main__':
    sys.exit(main())
