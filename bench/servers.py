"""The servers that are measured: how each is started, asked and published to."""
import os
import resource
import shlex
import signal
import socket
import subprocess
import time

TICK = os.sysconf('SC_CLK_TCK')
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
    try:
        for task in os.listdir(f'/proc/{pid}/task'):
            with open(f'/proc/{pid}/task/{task}/children') as children:
                for child in children.read().split():
                    pids += process_tree(int(child))
    except FileNotFoundError:
        pass  # it has ended
    return pids


def cpu_seconds(pids):
    """User and system time so far."""
    ticks = 0
    for pid in pids:
        try:
            with open(f'/proc/{pid}/stat') as stat:
                fields = stat.read().rsplit(')', 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        except FileNotFoundError:
            pass
    return ticks / TICK


def resident_kib(pids):
    size = 0
    for pid in pids:
        try:
            with open(f'/proc/{pid}/smaps_rollup') as rollup:
                size += sum(int(line.split()[1]) for line in rollup if line.startswith('Rss:'))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return size


def wait_for_port(port, process):
    while process.poll() is None:
        try:
            socket.create_connection(('127.0.0.1', port), 0.5).close()
            return
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f'{process.args} ended before it listened')


class Server:
    """A server on a port of its own, pinned to one core.

    `path` and `publish` are for the one channel of most tests, `many_path` and `many_publish` for
    those with a channel per index (%d). `volume` is how many deliveries a saturated test makes."""

    def __init__(self, name, command, port, *, path, publish, many_path, many_publish, volume):
        self.name, self.command, self.port = name, command, port
        self.path, self.publish = path, publish
        self.many_path, self.many_publish = many_path, many_publish
        self.volume = volume
        self.process = None

    def start(self, log_dir):
        with open(f'{log_dir}/{self.name}.log', 'ab') as log:
            self.process = subprocess.Popen(['taskset', '-c', SERVER_CPU] + self.command,
                                            stdout=log, stderr=log)
        wait_for_port(self.port, self.process)
        time.sleep(0.5)

    def stop(self):
        pids = process_tree(self.process.pid)
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            self.process.wait()

    def is_running(self):
        return self.process.poll() is None

    def cpu(self):
        return cpu_seconds(process_tree(self.process.pid))

    def memory(self):
        return resident_kib(process_tree(self.process.pid))

    def settle(self, patience=8):
        """Waits until it has finished with the connections of the last test."""
        end = time.time() + patience
        last = self.cpu()
        while time.time() < end:
            time.sleep(0.3)
            now = self.cpu()
            if now - last <= 0.02:
                return
            last = now


class Redis:
    def __init__(self, directory):
        self.port = free_port()
        self.address = f'127.0.0.1:{self.port}'
        self.process = subprocess.Popen(
            ['taskset', '-c', LOAD_CPU, 'redis-server', '--port', str(self.port), '--save', '',
             '--appendonly', 'no', '--dir', directory], stdout=subprocess.DEVNULL)
        wait_for_port(self.port, self.process)

    def publish(self, channel):
        return ['--redis', self.address, '--channel', channel]

    def cpu(self):
        return cpu_seconds([self.process.pid])

    def stop(self):
        self.process.terminate()
        self.process.wait()


def floor(tools, redis, volume):
    port = free_port()
    return Server('floor', [f'{tools}/floor', '--port', str(port), '--redis', redis.address], port,
                  path='/sub/demo', publish=redis.publish('demo'), many_path='/sub/ch%d',
                  many_publish=redis.publish('ch%d'), volume=volume)


def fanfare(command, redis, settings, volume):
    port = free_port()
    needed = [f'server.port={port}', 'broker.type=redis', f'broker.redis.url=redis://{redis.address}/0',
              'server.reactors=1', 'origin.allow=*', 'server.max_connections=20000',
              # The load comes from one address.
              'limit.connections_per_address=0', 'limit.handshakes_per_address=0']
    words = shlex.split(command)
    for setting in needed + settings:
        words += ['--set', setting]
    return Server('fanfare', words, port,
                  path='/ws/demo?subscribe-broadcast', publish=redis.publish('broadcast:demo'),
                  many_path='/ws/ch%d?subscribe-broadcast',
                  many_publish=redis.publish('broadcast:ch%d'), volume=volume)


NGINX = '''daemon off; worker_processes 1; pid {work}/nginx.pid; error_log {work}/error.log warn;
worker_rlimit_nofile 20000;
load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
events {{ worker_connections 15000; multi_accept on; }}
http {{
  access_log off; keepalive_requests 1000000000; keepalive_timeout 300; tcp_nodelay on;
  client_body_temp_path {work}/b; proxy_temp_path {work}/p; fastcgi_temp_path {work}/f;
  uwsgi_temp_path {work}/u; scgi_temp_path {work}/s;
  nchan_shared_memory_size 512m; nchan_message_timeout 60s; nchan_message_buffer_length 300;
  {upstream}
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location ~ ^/sub/(.+)$ {{
      nchan_subscriber websocket eventsource; nchan_channel_id $1;
      nchan_subscriber_first_message newest; {through}
    }}
    location ~ ^/pub/(.+)$ {{
      nchan_publisher; nchan_channel_id $1; client_body_buffer_size 128k; {through}
    }}
  }}
}}'''


def nchan(name, directory, redis, volume):
    """Nchan, in memory if `redis` is None."""
    port = free_port()
    work = f'{directory}/{name}'
    os.makedirs(work, exist_ok=True)
    upstream = f'upstream shared {{ nchan_redis_server redis://{redis.address}; }}' if redis else ''
    through = 'nchan_redis_pass shared;' if redis else ''
    user = 'user root;\n' if os.geteuid() == 0 else ''
    with open(f'{work}/nginx.conf', 'w') as conf:
        conf.write(user + NGINX.format(work=work, port=port, upstream=upstream, through=through))
    url = f'http://127.0.0.1:{port}/pub'
    return Server(name, ['nginx', '-p', work, '-c', f'{work}/nginx.conf'], port,
                  path='/sub/demo', publish=['--http', f'{url}/demo'], many_path='/sub/ch%d',
                  many_publish=['--http', f'{url}/ch%d'], volume=volume)
