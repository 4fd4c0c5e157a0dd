#!/usr/bin/env python3
"""Measures what sessions cost clients that reconnect all at once: raw clients without a cookie and
with one, each with a session of Django's own in Redis, in turn. Prints for each pair what the server
spent on each of them and how long it took until all were back, then the medians; ends with status 1
where the server spent more than --bound times as much on clients with sessions. A time in which the load was
the slower one, for it does not keep up with a server that has no sessions to read, is the load's, and is named so.

The server runs on core 0, Redis and the load on core 1, as in measure.py.
"""
import pickle
import socket
import statistics
import sys

from measure import common_arguments, print_brief
from processes import command_of, raise_descriptor_limit
from results import overloaded, refusal_of
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
            if (reason := refusal_of(record)) != overloaded(record):
                sys.exit(f'sessions.py: nothing may be read of it: {reason}; see {bench.work}')
            records[name].append(record)
    return records


def shown(records):
    """A line for each pair, and one of medians; the ratio of what the server spent in the last."""
    pairs = list(zip(records['plain'], records['session']))
    spent = [tuple(record['figures']['us_per_handshake'] for record in pair) for pair in pairs]
    took = [tuple(record['load']['handshake_s'] for record in pair) for pair in pairs]
    print('server, us each: plain  session  ratio | all back, s: plain  session')
    line = '                {:6.1f}   {:6.1f} {:6.2f} |             {:6.2f}   {:6.2f}'
    for pair, (plain, session), seconds in zip(pairs, spent, took):
        print(line.format(plain, session, session / plain, *seconds) + slower_loads(pair))
    ratio = statistics.median(session / plain for plain, session in spent)
    print(line.format(*map(statistics.median, zip(*spent)), ratio, *map(statistics.median, zip(*took)))
          + '  medians')
    return ratio


def slower_loads(pair):
    names = [name for name, record in zip(('plain', 'session'), pair) if overloaded(record)]
    return f'  the load was the slower one: {", ".join(names)}' if names else ''


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
