"""A site's own backend, as Fanfare asks it: a real HTTP server that answers what the test says."""

import contextlib
import json
import socket
import socketserver
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .deadline import eventually


def as_json(body, status=200):
    return status, {"Content-Type": "application/json"}, json.dumps(body).encode()


class Asked:
    """One request that came."""

    def __init__(self, handler, body):
        self.method = handler.command
        self.path = handler.path
        self.headers = [(name.lower(), value) for name, value in handler.headers.items()]
        self.body = body

    def header(self, name):
        values = [value for key, value in self.headers if key == name.lower()]
        assert len(values) < 2, f"{name} came twice"
        return values[0] if values else None

    def json(self):
        return json.loads(self.body)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def _answer(self):
        size = int(self.headers.get("Content-Length") or 0)
        asked = Asked(self, self.rfile.read(size))
        with self.server.lock:
            self.server.asked.append(asked)
        status, headers, body = self.server.answer(asked)
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    do_GET = do_POST = _answer

    def setup(self):
        super().setup()
        with self.server.lock:
            self.server.streams.add(self.connection)

    def finish(self):
        with self.server.lock:
            self.server.streams.discard(self.connection)
        super().finish()

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request, client_address):
        pass  # a peer that gave up


class Backend:
    """`answer` takes an Asked and returns status, headers and body; it may be set at any time."""

    def __init__(self, answer=None, port=0, certificate=None):
        self.answer = answer or (lambda asked: (204, {}, b""))
        self.asked = []
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.lock = threading.Lock()
        self._server.asked = self.asked
        self._server.streams = set()
        self._server.answer = lambda asked: self.answer(asked)
        self.port = self._server.server_address[1]
        self._scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._scheme = "https"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"{self._scheme}://127.0.0.1:{self.port}/fanfare"

    def wait_until_asked(self, count):
        eventually(lambda: len(self.asked) >= count, f"{count} request(s) at the backend")

    def stop(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
        with self._server.lock:
            for stream in self._server.streams:
                with contextlib.suppress(OSError):  # the peer may be gone
                    stream.shutdown(socket.SHUT_RDWR)


class RawBackend:
    """One that speaks no HTTP of its own: `talk(stream)` has each connection, its request read."""

    def __init__(self, talk):
        self.requests = 0
        self.until_stopped = threading.Event()
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                data = b""
                while b"\r\n\r\n" not in data:
                    more = self.request.recv(1 << 16)
                    if not more:
                        return
                    data += more
                outer.requests += 1
                try:
                    talk(self.request)
                except OSError:
                    pass  # the peer has had enough

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/fanfare"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self):
        self.until_stopped.set()
        self._server.shutdown()
        self._server.server_close()


def unused_url():
    """Where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/"
