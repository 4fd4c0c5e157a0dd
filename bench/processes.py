"""Processes that are measured: what they spent, what they hold, and how they are started and ended."""
import os
import resource
import signal
import socket
import subprocess
import time

SERVER_CPU, LOAD_CPU = '0', '1'


def raise_descriptor_limit():
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def process_tree(pid):
    pids = [pid]
    for task in tasks_of(pid):
        try:
            with open(f'/proc/{pid}/task/{task}/children') as children:
                for child in children.read().split():
                    pids += process_tree(int(child))
        except (FileNotFoundError, ProcessLookupError):
            pass  # it has ended
    return pids


def tasks_of(pid):
    try:
        return os.listdir(f'/proc/{pid}/task')
    except (FileNotFoundError, ProcessLookupError):
        return []


def cpu_seconds(pids):
    """What all threads that run spent so far, as the scheduler counts it: in nanoseconds, not in ticks."""
    spent = 0
    for pid in pids:
        for task in tasks_of(pid):
            try:
                with open(f'/proc/{pid}/task/{task}/schedstat') as stat:
                    spent += int(stat.read().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                pass
    return spent / 1e9


def resident_kib(pids):
    size = 0
    for pid in pids:
        try:
            with open(f'/proc/{pid}/smaps_rollup') as rollup:
                size += sum(int(line.split()[1]) for line in rollup if line.startswith('Rss:'))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return size


class NotToBeHad(Exception):
    """A server that cannot be installed, or does not start: why."""


class Process:
    """A server with a port of its own, pinned to `cpus`."""

    def __init__(self, name, command, port, *, cpus=SERVER_CPU, environment=None, folder=None):
        self.name, self.command, self.port, self.cpus = name, command, port, cpus
        self.environment, self.folder = environment or {}, folder
        self.process = None

    def launch(self, log_dir):
        self.log = f'{log_dir}/{self.name}.log'
        with open(self.log, 'ab') as log:
            self.process = subprocess.Popen(
                ['taskset', '-c', self.cpus] + self.command, stdout=log, stderr=log, cwd=self.folder,
                env={**os.environ, **self.environment})

    def start(self, log_dir, patience=30):
        self.launch(log_dir)
        end = time.monotonic() + patience
        while not self.accepts():
            if not self.is_running() or time.monotonic() > end:
                self.stop()
                raise NotToBeHad(f'{self.name} does not start; its log ends with: {self.last_words()}')
            time.sleep(0.02)
        time.sleep(0.5)  # it may have to reach its Redis

    def accepts(self):
        try:
            socket.create_connection(('127.0.0.1', self.port), 0.5).close()
            return True
        except OSError:
            return False

    def last_words(self):
        with open(self.log, errors='replace') as log:
            lines = [line.strip() for line in log if line.strip()]
        return lines[-1] if lines else 'nothing'

    def stop(self):
        if not self.process:
            return
        pids = process_tree(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            pass
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        self.process = None

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def cpu(self):
        return cpu_seconds(process_tree(self.process.pid))

    def memory(self):
        return resident_kib(process_tree(self.process.pid))


class Redis(Process):
    def __init__(self, directory):
        port = free_port()
        self.address = f'127.0.0.1:{port}'
        super().__init__('redis', ['redis-server', '--port', str(port), '--save', '', '--appendonly', 'no',
                                   '--dir', directory], port, cpus=LOAD_CPU)
        self.start(directory)

    def ask(self, *words):
        """One command's answer, where that is a number or a text."""
        with socket.create_connection(('127.0.0.1', self.port), 5) as stream:
            stream.sendall(command_of(*words))
            with stream.makefile('rb') as answer:
                line = answer.readline()
                if line.startswith(b'$'):
                    return answer.read(int(line[1:])).decode()
                return line[1:].strip().decode()

    def published(self):
        """How many messages anybody has published so far."""
        for line in self.ask('INFO', 'commandstats').splitlines():
            if line.startswith('cmdstat_publish:'):
                return int(line.split('calls=')[1].split(',')[0])
        return 0


def command_of(*words):
    sent = b'*%d\r\n' % len(words)
    for word in words:
        word = word if isinstance(word, bytes) else word.encode()
        sent += b'$%d\r\n%s\r\n' % (len(word), word)
    return sent
