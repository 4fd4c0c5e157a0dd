"""One trial: subscribers connect, messages are published, and what the server spent is read."""
import json
import os
import struct
import subprocess
import time

from servers import LOAD_CPU

CONNECTING, CONNECTED, FINISHED = range(3)
MANY = 5000


class Trial:
    """What is done to a server. `window` bounds the messages under way, delivered ones counted;
    with `rate` they leave on schedule; with `burst` all at once."""

    def __init__(self, name, clients, messages=0, *, window=0, rate=0, burst=False, channels=0,
                 hold=0, load_limit=60, cookie=None, hellos=()):
        self.name, self.clients, self.messages = name, clients, messages
        self.window, self.rate, self.burst = window, rate, burst
        self.channels, self.hold, self.load_limit = channels, hold, load_limit
        self.cookie = cookie  # %d is the client's index
        self.hellos = hellos  # what a client of Socket.IO says first

    def per_client(self):
        return self.messages // self.channels if self.channels else self.messages

    def fanout(self):
        return self.clients // self.channels if self.channels else self.clients


def trials_for(volume, quick):
    """The trials, sized so that a saturated one makes about `volume` deliveries."""
    most = 10_000

    def messages(fanout, share, least, limit=10 ** 9):
        return max(least, min(limit, int(volume * share) // fanout))

    all_trials = [
        Trial('idle', most, hold=2),
        Trial('win1_1k', 1000, messages(1000, 1 / 4, 20, 1000), window=1),
        Trial('win1_10k', most, messages(most, 1 / 8, 10, 60), window=1),
        Trial('sat1k', 1000, messages(1000, 1, 20), window=64),
        Trial('sat10k', most, messages(most, 1 / 2, 10), window=16),
        Trial('many', 2 * MANY, MANY * messages(2 * MANY, 1, 1, 20), window=256, channels=MANY),
        Trial('burst', 100, 20_000, burst=True),
        Trial('lat1k', 1000, 120, rate=20),
        Trial('lat10k', most, 16, rate=2),
    ]
    return [t for t in all_trials if not (quick and t.name.startswith('lat'))]


class Bench:
    """Runs trials with the tools in `tools`, keeping logs and results in `work`."""

    def __init__(self, tools, work, redis):
        self.tools, self.work, self.redis = tools, work, redis
        self.progress = f'{work}/progress'
        self.results = f'{work}/results.jsonl'

    def run(self, server, trial, repetition):
        if os.path.exists(self.progress):
            os.unlink(self.progress)
        memory_before, cpu_before = server.memory(), server.cpu()
        load = self.start_load(server, trial)
        self.await_phase(load, CONNECTED, trial.load_limit)
        cpu_open = server.cpu()
        time.sleep(min(1.0, trial.hold / 2) if trial.hold else 0.4)
        memory_open, cpu_start, redis_start = server.memory(), server.cpu(), self.redis.cpu()
        published = self.publish(server, trial) if trial.messages and load.poll() is None else {}
        self.await_phase(load, FINISHED, 2 * trial.load_limit)
        time.sleep(0.02)
        spent = server.cpu() - cpu_start
        redis_spent = self.redis.cpu() - redis_start
        seen = self.finish(load)
        record = {
            'server': server.name, 'trial': trial.name, 'repetition': repetition,
            'us_per_handshake': per(cpu_open - cpu_before, seen.get('connected'), 1e6),
            'kib_per_connection': per(memory_open - memory_before, seen.get('connected'), 1),
            'us_per_delivery': per(spent, seen.get('msgs'), 1e6),
            'redis_cpu_s': redis_spent, 'load': seen, 'publisher': published}
        with open(self.results, 'a') as results:
            results.write(json.dumps(record) + '\n')
        print_brief(record)
        server.settle()
        return record

    def start_load(self, server, trial):
        words = ['taskset', '-c', LOAD_CPU, f'{self.tools}/wsload', '-n', str(trial.clients),
                 '--path', server.many_path if trial.channels else server.path,
                 '--progress', self.progress, '--limit', str(trial.load_limit), '--linger', '0.4', '-v']
        if trial.channels:
            words += ['--mod', str(trial.channels)]
        if trial.cookie:
            words += ['--cookie', trial.cookie]
        if trial.hellos:
            words += ['--eio'] + [word for text in trial.hellos for word in ('--hello', text)]
        if trial.messages:
            words += ['--expect', str(trial.per_client()), '--idle', '4']
        else:
            words += ['--duration', str(trial.hold)]
        with open(f'{self.work}/wsload.err', 'ab') as errors:
            return subprocess.Popen(words + [f'ws://127.0.0.1:{server.port}'],
                                    stdout=subprocess.PIPE, stderr=errors)

    def publish(self, server, trial):
        words = ['taskset', '-c', LOAD_CPU, f'{self.tools}/pubload', '--messages', str(trial.messages),
                 '--limit', '90', '--rate', str(trial.rate)]
        if trial.burst:
            words += ['--window', str(trial.messages)]
        elif not trial.rate:
            words += ['--window', str(trial.window), '--progress', self.progress,
                      '--fanout', str(trial.fanout())]
        words += server.many_publish if trial.channels else server.publish
        if trial.channels:
            words += ['--channels', str(trial.channels)]
        with open(f'{self.work}/pubload.err', 'ab') as errors:
            done = subprocess.run(words, stdout=subprocess.PIPE, stderr=errors, check=False)
        return parsed(done.stdout)

    def await_phase(self, load, wanted, patience):
        end = time.time() + patience + 10
        while time.time() < end and load.poll() is None:
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


def print_brief(record):
    def shown(value):
        return '-' if value is None else f'{value:.2f}'

    load = record['load']
    print(f"{record['server']:12s} {record['trial']:9s} r{record['repetition']}"
          f" connected={load.get('connected')} failed={load.get('failed')}"
          f" us/handshake={shown(record['us_per_handshake'])}"
          f" KiB/connection={shown(record['kib_per_connection'])}"
          f" us/delivery={shown(record['us_per_delivery'])}"
          f" p50={load.get('lat_p50_us')} p99={load.get('lat_p99_us')}"
          f" missing={load.get('missing')} lost={load.get('lost')} doubled={load.get('dup')}"
          f" reordered={load.get('reordered')} closed={load.get('closed')}", flush=True)
