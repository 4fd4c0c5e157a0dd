#!/usr/bin/env python3
"""Measures what sessions cost clients that reconnect all at once: raw clients without a cookie and
with one, each with a session of Django's own in Redis, in turn. Prints for each pair how long it took
until all were back and what the server spent, then the medians; ends with status 1 where the clients
with sessions took longer than --bound times the others.

The server runs on core 0, Redis and the load on core 1, as in measure.py.
"""
import pickle
import socket
import statistics
import sys

from measure import common_arguments, print_brief
from processes import command_of, raise_descriptor_limit
from servers import Lab, Line
from trials import Bench, Fanout

KEY = 'sessionofthebenchnumber%d'
PREFIX = ':1:django.contrib.sessions.cache'
SETTINGS = ['identity.resolver=django', 'identity.django.user_path=username',
            'origin.any_with_cookies=on']


def arguments():
    parser = common_arguments(__doc__)
    parser.add_argument('--clients', type=int, default=10_000)
    parser.add_argument('--pairs', type=int, default=5)
    parser.add_argument('--bound', type=float, default=1.5)
    return parser.parse_args()


def session_of(number):
    """As Django's cache keeps it for somebody who is logged in."""
    return pickle.dumps({
        '_auth_user_id': str(number),
        '_auth_user_backend': 'django.contrib.auth.backends.ModelBackend',
        '_auth_user_hash': f'{number:064x}',
        'username': f'user{number}',
        'ws4redis:memberof': ['staff', 'ops']}, pickle.HIGHEST_PROTOCOL)


def put_sessions(redis, count):
    """With one write for all, so that nothing but Python is needed."""
    sent = b''.join(command_of('SET', PREFIX + KEY % number, session_of(number)) for number in range(count))
    sent += command_of('DBSIZE')
    with socket.create_connection(('127.0.0.1', redis.port)) as stream:
        stream.sendall(sent)
        answers = b'+OK\r\n' * count + b':%d\r\n' % count
        received = b''
        while len(received) < len(answers) and (data := stream.recv(1 << 16)):
            received += data
    if received != answers:
        sys.exit('sessions.py: Redis did not take the sessions')


def measure(bench, server, clients, pairs):
    """The records of each kind; in turn, so that a slow minute of the machine hits both."""
    lines = {'plain': server.line,
             'session': Line(server.line.path, [], load=['--cookie', f'sessionid={KEY}'])}
    bench.run(server, Fanout('plain', clients, hold=0.4), -1)  # what is done once is done
    records = {name: [] for name in lines}
    for repetition in range(pairs):
        for name, server.line in lines.items():
            server.settle()
            record = bench.run(server, Fanout(name, clients, hold=0.4), repetition)
            print_brief(record)
            if record['load'].get('connected') != clients:
                sys.exit(f'sessions.py: not all clients came back; see {bench.work}')
            records[name].append(record)
    return records


def shown(records):
    """A line for each pair, and one of medians; the ratio of the times in the last."""
    seconds = {name: [r['load']['handshake_s'] for r in of] for name, of in records.items()}
    spent = {name: [r['figures']['us_per_handshake'] for r in of] for name, of in records.items()}
    columns = [seconds['plain'], seconds['session'], spent['plain'], spent['session']]
    columns.insert(2, [b / a for a, b in zip(columns[0], columns[1])])
    columns.append([b / a for a, b in zip(columns[3], columns[4])])
    rows = [*zip(*columns), tuple(statistics.median(column) for column in columns)]
    print('all back, s: plain  session  ratio | server, us each: plain  session  ratio')
    for row in rows:
        print('             {:5.2f}    {:5.2f}  {:5.2f} |                  {:5.1f}    {:5.1f}  {:5.2f}'
              .format(*row))
    return rows[-1][2]


def main():
    options = arguments()
    raise_descriptor_limit()
    with Lab(options.tools, options.work, options.fanfare, options.set) as lab:
        put_sessions(lab.redis, options.clients)
        server = lab.fanfare('fanfare-django', SETTINGS)
        try:
            server.start(options.work)
            records = measure(Bench(lab), server, options.clients, options.pairs)
        finally:
            server.stop()
    ratio = shown(records)
    if ratio > options.bound:
        print(f'over its bound: {ratio:.2f}, {options.bound} allowed')
    return 1 if ratio > options.bound else 0


if __name__ == '__main__':
    sys.exit(main())
