#!/usr/bin/env python3
"""Measures WebSocket fan-out servers side by side: CPU time of the server per delivered message and
per handshake, resident memory per idle connection, latency, and every message that is missing,
doubled or out of order. Prints a table of medians and the bounds that Fanfare does not keep.

The server runs on core 0, Redis and the load on core 1; Redis is not counted. Trials:
    idle      10,000 idle connections: CPU per handshake, memory per connection
    win1_1k   1,000 subscribers, one message at a time;      win1_10k: 10,000
    sat1k     1,000 subscribers, 64 messages under way;      sat10k: 10,000, 16 under way
    many      5,000 channels with two subscribers each, 256 messages under way
    burst     20,000 messages at once to 100 subscribers
    lat1k     1,000 subscribers, 20 messages a second;       lat10k: 10,000, 2 a second
"""
import argparse
import os
import sys

import servers
from report import Report
from trials import Bench, trials_for

VOLUME = {'floor': 8_000_000, 'fanfare': 8_000_000, 'nchan': 1_000_000, 'nchan-redis': 1_000_000}
QUICK_VOLUME = 4_000_000


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--tools', required=True, help='where wsload, pubload and floor are')
    parser.add_argument('--fanfare', help="command that serves: 'build/release/fanfare serve'")
    parser.add_argument('--set', action='append', default=[], metavar='KEY=VALUE',
                        help='a further setting of fanfare')
    parser.add_argument('--only', help='servers, of floor,nchan,nchan-redis,fanfare')
    parser.add_argument('--trials', help='names, of those above')
    parser.add_argument('--reps', type=int, help='repetitions (3; 1 with --quick)')
    parser.add_argument('--quick', action='store_true',
                        help='floor and fanfare, no latencies, half the messages')
    parser.add_argument('--margin', type=float, default=1.0,
                        help='by how much bounds on CPU time are widened (1.0)')
    parser.add_argument('--work', required=True, help='for logs and results')
    return parser.parse_args()


def wanted_servers(options, redis):
    volume = dict.fromkeys(VOLUME, QUICK_VOLUME) if options.quick else VOLUME
    default = 'floor,fanfare' if options.quick else 'floor,nchan,nchan-redis,fanfare'
    make = {
        'floor': lambda: servers.floor(options.tools, redis, volume['floor']),
        'nchan': lambda: servers.nchan('nchan', options.work, None, volume['nchan']),
        'nchan-redis': lambda: servers.nchan('nchan-redis', options.work, redis, volume['nchan-redis']),
        'fanfare': lambda: servers.fanfare(options.fanfare, redis, options.set, volume['fanfare'])}
    names = (options.only or default).split(',')
    unknown = [n for n in names if n not in make]
    if unknown:
        sys.exit(f'measure.py: no server is called {unknown[0]}')
    return [make[n]() for n in names if n != 'fanfare' or options.fanfare]


def measure(bench, tested, options):
    """Every server in turn for each trial, so that a slow minute of the machine hits all of them."""
    records = []
    names = options.trials.split(',') if options.trials else None
    for repetition in range(options.reps or (1 if options.quick else 3)):
        plans = [{t.name: t for t in trials_for(s.volume, options.quick)} for s in tested]
        unknown = [name for name in names or () if not any(name in plan for plan in plans)]
        if unknown:
            sys.exit(f"measure.py: no such trial: {', '.join(unknown)}")
        try:
            for server in tested:
                server.start(options.work)
            for name in plans[0]:
                if names and name not in names:
                    continue
                for server, plan in zip(tested, plans):
                    records.append(bench.run(server, plan[name], repetition))
                    if not server.is_running():
                        sys.exit(f'{server.name} died; see {options.work}/{server.name}.log')
        finally:
            for server in tested:
                if server.process:
                    server.stop()
    return records


def main():
    options = arguments()
    servers.raise_descriptor_limit()
    os.makedirs(options.work, exist_ok=True)
    redis = servers.Redis(options.work)
    try:
        tested = wanted_servers(options, redis)
        bench = Bench(options.tools, options.work, redis)
        if os.path.exists(bench.results):
            os.unlink(bench.results)
        report = Report(measure(bench, tested, options))
    finally:
        redis.stop()
    print('\n' + report.table([s.name for s in tested]) + '\n')
    violations = list(report.violations(options.margin))
    for violation in violations:
        print(f'over its bound: {violation}')
    return 1 if violations else 0


if __name__ == '__main__':
    sys.exit(main())
