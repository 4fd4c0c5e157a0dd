"""What stands between an SDK and the real thing, passes everything on and remembers what was said."""

import http.client
import json
import socket
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What client libraries say to set up a connection is theirs.
OF_THE_CONNECTION = {b"HELLO", b"AUTH", b"SELECT", b"CLIENT", b"PING", b"QUIT", b"COMMAND"}


class CommandReader:
    """Takes Redis commands, arrays of bulk strings, out of a stream of bytes."""

    def __init__(self):
        self._bytes = b""

    def feed(self, data):
        self._bytes += data
        while True:
            command, rest = self._next()
            if command is None:
                return
            self._bytes = rest
            yield command

    def _next(self):
        count, rest = self._line(self._bytes, b"*")
        if count is None:
            return None, b""
        words = []
        for _ in range(count):
            size, rest = self._line(rest, b"$")
            if size is None or len(rest) < size + 2:
                return None, b""
            words.append(rest[:size])
            rest = rest[size + 2:]
        return words, rest

    @staticmethod
    def _line(data, mark):
        line, end, rest = data.partition(b"\r\n")
        if not end:
            return None, b""
        assert line[:1] == mark, f"no command of Redis: {line!r}"
        return int(line[1:]), rest


class RedisRecorder:
    """Listens on a port of its own; `seen` are the commands that came, as lists of bytes."""

    def __init__(self, upstream):
        self._upstream = upstream
        self._lock = threading.Lock()
        self._seen = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def seen(self):
        with self._lock:
            return list(self._seen)

    def forget(self):
        with self._lock:
            self._seen.clear()

    def _accept(self):
        while True:
            client, _ = self._listener.accept()
            try:
                server = socket.create_connection(self._upstream)
            except OSError:
                client.close()
                continue
            reader = CommandReader()
            for source, target, look in ((client, server, lambda data, r=reader: self._note(r, data)),
                                         (server, client, lambda data: None)):
                threading.Thread(target=_pump, args=(source, target, look), daemon=True).start()

    def _note(self, reader, data):
        for words in reader.feed(data):
            if words[0].upper() not in OF_THE_CONNECTION:
                with self._lock:
                    self._seen.append(words)


def _pump(source, target, look):
    try:
        while data := source.recv(1 << 16):
            look(data)
            target.sendall(data)
    except OSError:
        pass  # one of both has had enough, which the other learns below
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()


class HttpRecorder:
    """Listens on a port of its own; `seen` are the requests that came, as a vector writes them."""

    def __init__(self, upstream):
        self.seen = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                recorder.seen.append(_described(self.command, self.path, self.headers, body))
                connection = http.client.HTTPConnection(*upstream, timeout=10)
                headers = {name: value for name, value in self.headers.items()
                           if name.lower() not in ("host", "connection")}
                connection.request(self.command, self.path, body or None, headers)
                answer = connection.getresponse()
                self._pass_on(answer, answer.read())
                connection.close()

            do_POST = do_GET

            def _pass_on(self, answer, content):
                self.send_response_only(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def forget(self):
        self.seen.clear()


def _described(method, target, headers, body):
    path, _, query = target.partition("?")
    request = {"method": method, "path": path, "authorization": headers.get("Authorization")}
    if query:
        request["query"] = [list(pair) for pair in urllib.parse.parse_qsl(query, keep_blank_values=True)]
    if body:
        request["type"] = (headers.get("Content-Type") or "").partition(";")[0]
        request["body"] = json.loads(body)
    return request
