"""Trials: what is done to a server, and what was read of it meanwhile."""
import json
import os
import struct
import subprocess
import time

from processes import LOAD_CPU, NotToBeHad
from results import overloaded

CONNECTING, CONNECTED, FINISHED = range(3)
MANY = 5000
ENOUGH_TO_GATHER = 100  # deliveries under way
AT_REST = 2.5  # seconds after which Fanfare has looked at each channel a second time
IN_PEACE = 7  # and after which it has given back the memory that a crowd of clients needed to come or go


class Fanout:
    """Subscribers connect, and messages are published to them. `window` bounds the messages under way,
    delivered ones counted; with `rate` they leave on schedule; with `burst` all at once. `ramp` bounds how
    many connect a second. `first` clients come and go before, so that what a server takes once, pages of its
    program for one, is not counted to those that are measured; memory is read in peace then, before and with them."""

    def __init__(self, name, clients, messages=0, *, window=0, rate=0, burst=False, channels=0,
                 hold=0, load_limit=60, ramp=0, first=0):
        self.name, self.clients, self.messages = name, clients, messages
        self.window, self.rate, self.burst, self.ramp, self.first = window, rate, burst, ramp, first
        self.channels, self.hold, self.load_limit = channels, hold, load_limit

    def line_of(self, server):
        return server.many if self.channels else server.line

    def per_client(self):
        return self.messages // self.channels if self.channels else self.messages

    def deliveries(self):
        return self.clients * self.per_client()

    def fanout(self):
        return self.clients // self.channels if self.channels else self.clients

    def pause_before(self):
        """Fanfare looks after each channel twice, the last time two seconds behind its first subscriber: where there
        are many of them, that is no part of a delivery; and who is looked after is not at rest."""
        if self.first:
            return IN_PEACE
        return AT_REST if self.channels or self.hold > 2 * AT_REST else min(1.0, self.hold / 2)

    def run(self, bench, server):
        if self.first:
            bench.run(server, Fanout('first', self.first, hold=0.2))
            bench.forget_progress()
            server.settle()
            time.sleep(IN_PEACE)
        memory_before, cpu_before = server.memory(), server.cpu()
        load = bench.start_load(server, self)
        try:
            bench.await_phase(load, CONNECTED, self.load_limit)
            cpu_open = server.cpu()
            # Who has to say what it wants to hear has then been heard.
            time.sleep(self.pause_before())
            if not self.hold:
                server.settle()
            memory_open = server.memory()
            spent = Spent(server, bench.redis)
            published = bench.publish(server, self) if self.messages and load.poll() is None else {}
            bench.await_phase(load, FINISHED, 2 * self.load_limit)
            time.sleep(0.02)
            spent.end()
        finally:
            seen = bench.finish(load)
        opened = seen.get('connected')
        figures = {'us_per_handshake': per(cpu_open - cpu_before, opened, 1e6),
                   'bytes_per_connection': per(memory_open - memory_before, opened, 1024)}
        if not self.messages:
            figures['us_per_connection_second'] = per(spent.server / spent.seconds, opened, 1e6)
        else:
            figures |= {'us_per_delivery': per(spent.server, seen.get('msgs'), 1e6),
                        'p50_ms': seen.get('lat_p50_us', 0) / 1000, 'p99_ms': seen.get('lat_p99_us', 0) / 1000}
        busy = spent.busy(server, seen.get('cpu_s', 0) - seen.get('cpu_connect_s', 0) + published.get('cpu_s', 0))
        if not self.messages and seen.get('handshake_s'):
            busy = (round((cpu_open - cpu_before) / seen['handshake_s'], 3),
                    round(seen.get('cpu_connect_s', 0) / seen['handshake_s'], 3))
        return {'figures': figures, 'server_busy': busy[0], 'load_busy': busy[1],
                'expected': self.deliveries(), 'clients': self.clients, 'load': seen, 'publisher': published}


class Spent:
    """CPU time of the server and of Redis from here to end(). The kernel's share of both is in it."""

    def __init__(self, server, redis):
        self.of_server, self.of_redis = server, redis
        self.server, self.redis, self.seconds = -server.cpu(), -redis.cpu(), -time.monotonic()

    def end(self):
        self.server += self.of_server.cpu()
        self.redis += self.of_redis.cpu()
        self.seconds += time.monotonic()

    def busy(self, server, load):
        """The share of its cores that the server had, and that of the other core which Redis and the load
        had together."""
        cores = len(server.cpus.split(','))
        return (round(self.server / self.seconds / cores, 3), round((load + self.redis) / self.seconds, 3))


class Post:
    """Messages by HTTP, over `links` connections that are kept, `window` under way at once. A request
    carries `batch` messages; none: it is one that a handler only answers."""

    def __init__(self, name, requests, *, batch, links=100, window=4):
        self.name, self.requests, self.batch, self.links, self.window = name, requests, batch, links, window

    def words(self, server):
        url = f'http://127.0.0.1:{server.port}'
        if not self.batch:
            return ['--http', f'{url}/healthz', '--method', 'GET']
        item = '{"facility":"demo","broadcast":true,"message":"%s"}' % ('x' * 100 + '{seq}')
        body = item if self.batch == 1 else '[' + ','.join([item] * self.batch) + ']'
        return ['--http', f'{url}/api/publish', '--header', 'Authorization: Bearer not-for-production',
                '--type', 'application/json', '--size', '1', '--body', body]

    def run(self, bench, server):
        before, spent = bench.redis.published(), Spent(server, bench.redis)
        published = bench.tool('pubload', '--messages', str(self.requests), '--conns', str(self.links),
                               '--window', str(self.window), '--limit', '90', *self.words(server))
        spent.end()
        busy = spent.busy(server, published.get('cpu_s', 0))
        messages = self.requests * max(self.batch, 1)
        arrived = bench.redis.published() - before if self.batch else published.get('acked', 0)
        return {'figures': {'us_per_request': per(spent.server, self.requests, 1e6),
                            'us_per_message': per(spent.server, messages, 1e6)},
                'server_busy': busy[0], 'load_busy': busy[1], 'expected': messages, 'arrived': arrived,
                'publisher': published}


class Inbound:
    """Clients send `messages` each, `rate` a second together, which the server publishes to Redis."""

    def __init__(self, name, clients, messages, rate):
        self.name, self.clients, self.messages, self.rate = name, clients, messages, rate

    def run(self, bench, server):
        total = self.clients * self.messages
        words = ['-n', str(self.clients), '--send', str(self.messages), '--rate', str(self.rate), '--linger', '30',
                 '--limit', '60', '--path', server.line.path]
        load = bench.start('wsload', *words, '--progress', bench.progress, bench.url(server))
        try:
            bench.await_phase(load, CONNECTED, 20)
            before, spent = bench.redis.published(), Spent(server, bench.redis)
            self.await_arrival(bench, before + total, load)
            spent.end()
            arrived = bench.redis.published() - before
        finally:
            load.terminate()
            seen = bench.finish(load)
        busy = spent.busy(server, seen.get('cpu_s', 0) - seen.get('cpu_connect_s', 0))
        return {'figures': {'messages_per_cpu_second': per(arrived, spent.server, 1),
                            'us_per_message': per(spent.server, arrived, 1e6),
                            'messages_per_second': per(arrived, spent.seconds, 1)},
                'server_busy': busy[0], 'load_busy': busy[1], 'expected': total, 'arrived': arrived,
                'clients': self.clients, 'load': seen}

    @staticmethod
    def await_arrival(bench, wanted, load):
        seen, quiet_since = -1, time.monotonic()
        while time.monotonic() - quiet_since < 5 and load.poll() is None:
            now = bench.redis.published()
            if now >= wanted:
                return
            if now != seen:
                seen, quiet_since = now, time.monotonic()
            time.sleep(0.01)


class Start:
    """From the start of the program to the first connection that it accepts; and the size of what was
    started, without what debuggers want. Runs a server of its own."""

    def __init__(self, name, repetitions=5):
        self.name, self.repetitions = name, repetitions

    def run(self, bench, server):
        server.stop()
        times = []
        for _ in range(self.repetitions):
            began = time.monotonic()
            server.launch(bench.work)
            while not server.accepts():
                if not server.is_running():
                    raise NotToBeHad(f'{server.name} does not start: {server.last_words()}')
            times.append(time.monotonic() - began)
            server.stop()
        server.launch(bench.work)
        stripped = f'{bench.work}/stripped'
        subprocess.run(['strip', '-o', stripped, server.command[0]], check=True)
        return {'figures': {'start_ms': sorted(times)[len(times) // 2] * 1000,
                            'binary_mb': os.path.getsize(stripped) / 1e6},
                'expected': 0}


class Bench:
    """Runs trials with the tools in `tools`, keeping logs in `work`."""

    def __init__(self, lab):
        self.tools, self.work, self.redis = lab.tools, lab.work, lab.redis
        self.progress = f'{self.work}/progress'

    def run(self, server, trial, pair=0):
        """What came of it, as a record of results.py."""
        self.forget_progress()
        record = {'server': server.name, 'trial': trial.name, 'pair': pair, **trial.run(self, server)}
        if not server.is_running():
            record['died'] = server.last_words()
        return record

    def run_until_read(self, server, trial, pair=0):
        """Again, twice at most, where the load was the slower one: that may be the machine. What is lost is not
        measured again."""
        for attempt in range(3):
            record = {**self.run(server, trial, pair), 'attempt': attempt}
            if not overloaded(record):
                break
            server.settle()
        return record

    def forget_progress(self):
        if os.path.exists(self.progress):
            os.unlink(self.progress)

    @staticmethod
    def url(server):
        return f'{server.scheme}://127.0.0.1:{server.port}'

    def start(self, tool, *words):
        with open(f'{self.work}/{tool}.err', 'ab') as errors:
            return subprocess.Popen(['taskset', '-c', LOAD_CPU, f'{self.tools}/{tool}', *words],
                                    stdout=subprocess.PIPE, stderr=errors)

    def tool(self, name, *words):
        return parsed(self.start(name, *words).communicate()[0])

    def start_load(self, server, trial):
        line = trial.line_of(server)
        words = ['-n', str(trial.clients), '--path', line.path, *line.load, '--progress', self.progress,
                 '--limit', str(trial.load_limit + trial.hold), '--linger', '0.4', '-v']
        if trial.channels:
            words += ['--mod', str(trial.channels)]
        if trial.clients > 10_000:
            words += ['--spread', '4']
        if trial.window * trial.fanout() >= ENOUGH_TO_GATHER:
            words += ['--gather', '400']
        if trial.ramp:
            words += ['--ramp', str(trial.ramp)]
        if trial.messages:
            words += ['--expect', str(trial.per_client()), '--idle', '4']
        else:
            words += ['--duration', str(trial.hold)]
        return self.start('wsload', *words, self.url(server))

    def publish(self, server, trial):
        words = ['--messages', str(trial.messages), '--limit', '90', '--rate', str(trial.rate)]
        if trial.burst:
            words += ['--window', str(trial.messages)]
        elif not trial.rate:
            words += ['--window', str(trial.window), '--progress', self.progress, '--fanout', str(trial.fanout())]
        words += trial.line_of(server).publish
        if trial.channels:
            words += ['--channels', str(trial.channels)]
        return self.tool('pubload', *words)

    def await_phase(self, load, wanted, patience):
        end = time.monotonic() + patience + 10
        while time.monotonic() < end and load.poll() is None:
            try:
                with open(self.progress, 'rb') as progress:
                    phase = struct.unpack('Q', progress.read(8))[0]
                if phase >= wanted:
                    return
            except (FileNotFoundError, struct.error):
                pass  # wsload is still starting
            time.sleep(0.005)

    @staticmethod
    def finish(load):
        try:
            output, _ = load.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            load.terminate()
            output, _ = load.communicate()
        return parsed(output)


def per(amount, count, factor):
    return amount / count * factor if count else None


def parsed(line):
    try:
        return json.loads(line)
    except ValueError:
        return {}
