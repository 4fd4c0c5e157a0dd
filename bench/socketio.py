#!/usr/bin/env python3
"""Measures what a message to a room costs when clients of Socket.IO are in it: the same message, of the
same publisher, to raw clients and to those of Socket.IO, in turn. Prints for each pair what the server
spent on a delivery, then the medians; ends with status 1 where those of Socket.IO cost more than --bound
times the others.

The server runs on core 0, Redis and the load on core 1, as in measure.py.
"""
import argparse
import os
import statistics
import sys

import servers
from trials import Bench, Trial

FACILITY, ROOM = 'socketio', 'bench'
KEY = f'room:{ROOM}:{FACILITY}'
SETTINGS = ['dialect.socketio.route=/socket.io/', f'dialect.socketio.facility={FACILITY}']
RAW = f'/ws/{FACILITY}?subscribe-room={ROOM}'
SOCKET_IO = '/socket.io/?EIO=4&transport=websocket'
HELLOS = ('40', '42["join",{"room":"%s"}]' % ROOM)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tools', default='build/release/bench', help='where wsload is')
    parser.add_argument('--fanfare', default='build/release/src/cli/fanfare serve',
                        help='command that serves')
    parser.add_argument('--clients', type=int, default=10_000)
    parser.add_argument('--messages', type=int, default=60)
    parser.add_argument('--window', type=int, default=1, help='messages under way')
    parser.add_argument('--pairs', type=int, default=10)
    parser.add_argument('--bound', type=float, default=1.2)
    parser.add_argument('--set', action='append', default=[], metavar='KEY=VALUE',
                        help='a further setting of fanfare')
    parser.add_argument('--work', default='/tmp/fanfare-bench', help='for logs')
    return parser.parse_args()


def measure(bench, server, redis, options):
    """What a delivery cost, of each kind; in turn, so that a slow minute of the machine hits both."""
    server.publish = redis.publish(KEY)
    common = {'window': options.window, 'hold': 3}
    kinds = {'raw': (RAW, Trial('raw', options.clients, options.messages, **common)),
             'socketio': (SOCKET_IO, Trial('socketio', options.clients, options.messages,
                                           hellos=HELLOS, **common))}
    spent = {name: [] for name in kinds}
    for repetition in range(options.pairs):
        for name, (server.path, trial) in kinds.items():
            record = bench.run(server, trial, repetition)
            if record['load'].get('msgs') != options.clients * options.messages:
                sys.exit(f'socketio.py: not every message reached every client; see {bench.work}')
            spent[name].append(record['us_per_delivery'])
    return spent


def shown(spent):
    """A line for each pair, and one of medians; the ratio in the last."""
    pairs = [(a, b, b / a) for a, b in zip(spent['raw'], spent['socketio'])]
    print('us each delivery:  raw  socketio  ratio')
    for row in [*pairs, tuple(statistics.median(column) for column in zip(*pairs))]:
        print('                {:6.2f}    {:6.2f}   {:4.2f}'.format(*row))
    return statistics.median(ratio for _, _, ratio in pairs)


def main():
    options = arguments()
    servers.raise_descriptor_limit()
    os.makedirs(options.work, exist_ok=True)
    redis = servers.Redis(options.work)
    server = servers.fanfare(options.fanfare, redis, SETTINGS + options.set, 0)
    try:
        server.start(options.work)
        spent = measure(Bench(options.tools, options.work, redis), server, redis, options)
    finally:
        if server.process:
            server.stop()
        redis.stop()
    ratio = shown(spent)
    if ratio > options.bound:
        print(f'over its bound: {ratio:.2f}, {options.bound} allowed')
    return 1 if ratio > options.bound else 0


if __name__ == '__main__':
    sys.exit(main())
