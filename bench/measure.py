#!/usr/bin/env python3
"""Measures Fanfare, the floor and the peers side by side, pair after pair, and keeps what it read in a file
that report.py makes the tables and plots of. The server runs on core 0, Redis and the load on core 1; Redis
is not counted. Rows (--rows), each with a fresh server for each trial's side:

    idle        10,000 idle connections: CPU per handshake, memory per connection
    window      1,000 and 10,000 subscribers, one message at a time
    saturated   1,000 subscribers with 64 messages under way, 10,000 with 16
    many        5,000 channels with two subscribers each, 256 messages under way
    burst       20,000 messages at once to 100 subscribers
    latency     1,000 subscribers, 20 messages a second; 10,000, 2 a second
    identity    as idle, with a signed cookie, the policy rules and two channels each
    pings       10,000 connections that are pinged every 25 s
    reactors    one reactor and two, which share both cores with the load
    publish     POST /api/publish, alone and 100 at once, against GET /healthz
    inbound     messages of clients that go to Redis
    deflate, socketio, pubsocketd    against the same messages plain
    tls         TLS 1.3, against the floor's
    start       start to first connection, size of the program
    growth, channels    100 to 18,000 connections, 10 to 100,000 channels
"""
import argparse
import os
import platform
import sys
import time

import results
from peers import NAMES, peers_named
from peers import shown as peers_shown
from processes import NotToBeHad, raise_descriptor_limit
from rows import ROWS, rows_named, trial
from servers import Lab
from trials import Bench


def common_arguments(description, **defaults):
    """The options that every measuring script has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tools', default='build/release/bench', help='where wsload, pubload and floor are')
    parser.add_argument('--fanfare', default='build/release/src/cli/fanfare serve', help='command that serves')
    parser.add_argument('--set', action='append', default=[], metavar='KEY=VALUE', help='a further setting of fanfare')
    parser.add_argument('--work', default='/tmp/fanfare-bench', help='for logs')
    parser.set_defaults(**defaults)
    return parser


def arguments():
    parser = common_arguments(__doc__)
    parser.add_argument('--rows', default=','.join(ROWS), help='with commas, of those above')
    parser.add_argument('--peers', default=','.join(NAMES),
                        help=f'with commas, of {",".join(NAMES)}; none: "" (default: all)')
    parser.add_argument('--pairs', type=int, default=10, help='how often each side is measured, in turn (10)')
    parser.add_argument('--peer-pairs', type=int, default=3, help='how often the peers are (3)')
    parser.add_argument('--scale', type=float, default=1.0, help='of the volumes: 0.1 for a try (1)')
    parser.add_argument('--results', default='build/bench/results.jsonl', help='the file they are added to')
    parser.add_argument('--peers-in', default='build/bench/peers', help='where peers are installed')
    return parser.parse_args()


class Measurement:
    def __init__(self, lab, options):
        self.lab, self.options, self.bench = lab, options, Bench(lab)
        self.run = int(time.time())
        self.peers = []
        os.makedirs(os.path.dirname(options.results) or '.', exist_ok=True)
        self.note(machine=machine())

    def note(self, **record):
        results.append(self.options.results, {**record, 'run': self.run, 'scale': self.options.scale})

    def install(self, names):
        """Those that cannot be had are noted under each trial they would have made."""
        for peer in peers_named(names, self.options.peers_in):
            try:
                peer.install()
            except NotToBeHad as reason:
                print(f'{peer.name} is not to be had: {reason}', flush=True)
                peer.missing = str(reason)
            self.peers.append(peer)

    def measure(self, row, pair):
        sides = [(side(self.lab), None) for side in row.sides]
        for peer in self.peers:
            wanted = row.peers and pair < self.options.peer_pairs
            if wanted or (row.nchan and peer.name == 'nchan'):
                sides.append((self.server_of(peer), peer))
        # Every second pair the other way round: a machine that slows down hits both sides alike.
        for server, peer in reversed(sides) if pair % 2 else sides:
            for name in row.trials:
                self.one(server, name, pair, peer)

    def server_of(self, peer):
        return None if hasattr(peer, 'missing') else peer.server(self.lab)

    def one(self, server, name, pair, peer):
        if server is None:
            self.note(server=peers_shown(peer.name), trial=name, pair=pair, not_to_be_had=peer.missing)
            return
        made = trial(name, server.volume, self.options.scale, server.line.most)
        line = made.line_of(server) if hasattr(made, 'line_of') else server.line
        if line is None or getattr(made, 'clients', 0) > line.most:
            why = f'carries {line.most:,} clients' if line else 'has no such channels here'
            self.note(server=server.name, trial=name, pair=pair, not_measured=why)
            return
        try:
            server.start(self.lab.work)
            record = self.bench.run_until_read(server, made, pair)
        except NotToBeHad as reason:
            record = {'server': server.name, 'trial': name, 'pair': pair, 'not_to_be_had': str(reason)}
        finally:
            server.stop()
        self.note(**record)
        print_brief(record)


def machine():
    with open('/proc/cpuinfo') as info:
        model = next((line.split(':')[1].strip() for line in info if line.startswith('model name')), 'unknown')
    return {'cpu': model, 'cores': os.cpu_count(), 'kernel': platform.release().split('-')[0],
            'date': time.strftime('%Y-%m-%d'), 'load': os.getloadavg()[0]}


def print_brief(record):
    figures = ' '.join(f'{name}={value:.2f}' for name, value in record.get('figures', {}).items()
                       if value is not None)
    busy = f"server {record.get('server_busy')} load {record.get('load_busy')}"
    reason = results.refusal_of(record)
    print(f"{record['server']:18s} {record['trial']:15s} p{record['pair']} {figures} busy: {busy}"
          + (f' REFUSED: {reason}' if reason else ''), flush=True)


def main():
    options = arguments()
    raise_descriptor_limit()
    names = rows_named(options.rows)
    with Lab(options.tools, options.work, options.fanfare, options.set) as lab:
        measurement = Measurement(lab, options)
        measurement.install([name for name in options.peers.split(',') if name])
        for pair in range(options.pairs):
            for name in names:
                measurement.measure(ROWS[name], pair)
    return 0


if __name__ == '__main__':
    sys.exit(main())
