"""nginx and Apache in front of Fanfare, with the very configurations that docs/proxies.md shows."""

import contextlib
import http.server
import pathlib
import socket
import ssl
import subprocess
import threading

import pytest

from support import http as http_by_hand
from support.deadline import eventually
from support.process import Process
from support.recipes import blocks, replaced
from support.redis_server import free_port
from support.socketio import ROUTE, Client, Polling, upgraded
from support.tls import secure
from support.websocket import PING, PONG, Refused, WebSocket, request_bytes

NAME = "www.example.org"
APACHE_MODULES = pathlib.Path("/usr/lib/apache2/modules")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
         "-nodes", "-days", "2", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME},DNS:localhost",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True, capture_output=True)
    return folder


class Proxied:
    """What a browser sees: TLS to the proxy's port under the site's name."""

    def __init__(self, port, certificate):
        self.port = port
        self._context = ssl.create_default_context(cafile=str(certificate / "cert.pem"))

    @property
    def origin(self):
        return f"https://{NAME}:{self.port}"

    def stream(self):
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        return self._context.wrap_socket(plain, server_hostname=NAME)

    def connect(self, target, headers=(), **replaced_headers):
        replaced_headers.setdefault("Host", f"{NAME}:{self.port}")
        replaced_headers.setdefault("Origin", self.origin)
        stream = self.stream()
        try:
            return WebSocket.open_on(stream, request_bytes(target, headers, **replaced_headers))
        except BaseException:
            stream.close()
            raise


class Local(Proxied):
    """The same, as Socket.IO's clients ask it in the tests: under the machine's own address."""

    @property
    def address(self):
        return secure(("127.0.0.1", self.port), self._context)

    @property
    def origin(self):
        return f"https://127.0.0.1:{self.port}"

    def request(self, method, target, body=None, headers=()):
        return http_by_hand.request(self.address, method, target, body, headers)

    def get(self, target, headers=()):
        return self.request("GET", target, headers=headers)

    def connect(self, target, headers=(), **replaced_headers):
        return super().connect(target, headers, Host=f"127.0.0.1:{self.port}", **replaced_headers)


class Nginx:
    recipes = "nginx"
    timeout = "proxy_read_timeout 60s"

    def __init__(self, folder, block):
        config = folder / "nginx.conf"
        config.write_text(f"""
            daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr notice;
            events {{ worker_connections 512; }}
            http {{
                access_log off;
                client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
                fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
                scgi_temp_path {folder}/scgi;
                {block}
            }}""")
        self.process = Process(["/usr/sbin/nginx", "-e", "stderr", "-p", str(folder), "-c", str(config)],
                               death_signal="TERM")


class Apache:
    recipes = "apache"
    timeout = "timeout=60"

    def __init__(self, folder, block):
        port = block.split("*:")[1].split(">")[0]
        modules = ["mpm_event", "authz_core", "proxy", "proxy_http", "headers", "ssl", "socache_shmcb"]
        loads = "\n".join(f"LoadModule {name}_module {APACHE_MODULES}/mod_{name}.so" for name in modules)
        config = folder / "apache.conf"
        config.write_text(f"""
ServerRoot {folder}
DefaultRuntimeDir {folder}
PidFile {folder}/apache.pid
ServerName localhost
{loads}
Listen 127.0.0.1:{port}
ErrorLog /dev/stderr
StartServers 1
{block}
""")
        self.process = Process(["/usr/sbin/apache2", "-d", str(folder), "-f", str(config), "-DFOREGROUND"],
                               death_signal="TERM")


def accepts(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@pytest.fixture
def start_proxy(tmp_path, certificate):
    started = []

    def start(kind, server, index=0, site="127.0.0.1:8000", seen_as=Proxied, **more):
        port = free_port()
        block = replaced(blocks("proxies.md", kind.recipes)[index], {
            "443": str(port),
            "127.0.0.1:8080": "%s:%d" % server.address,
            f"/etc/ssl/certs/{NAME}.pem": str(certificate / "cert.pem"),
            f"/etc/ssl/private/{NAME}.key": str(certificate / "key.pem"),
            **more,
        }).replace("127.0.0.1:8000", site)
        proxy = kind(tmp_path, block)
        started.append(proxy)
        eventually(lambda: accepts(port) or proxy.process.exit_code is not None, "the proxy accepts")
        assert proxy.process.exit_code is None, proxy.process.stderr.text()
        return seen_as(port, certificate)

    yield start
    for proxy in started:
        proxy.process.terminate()


@pytest.fixture(params=[Nginx, Apache])
def kind(request):
    return request.param


def test_carries_a_page_of_the_same_origin_through_tls(start_fanfare, start_proxy, kind):
    server = start_fanfare({"policy.type": "allow-all"})
    proxy = start_proxy(kind, server)

    with proxy.connect("/ws/a%20b/c?subscribe-broadcast&publish-broadcast&echo") as socket:
        server.publish("a b/c", "through the proxy")
        assert socket.receive() == "through the proxy"
        for text in ("back", "x" * 60_000):
            socket.send(text)
            assert socket.receive() == text
        socket.send_close(1000, "bye")
        assert socket.receive_close() == (1000, "bye")


@pytest.mark.parametrize("origin", ["https://evil.example", "http://" + NAME, "null"])
def test_keeps_foreign_pages_out(start_fanfare, start_proxy, kind, origin):
    proxy = start_proxy(kind, start_fanfare())

    with pytest.raises(Refused) as refused:
        proxy.connect("/ws/f?subscribe-broadcast", Origin=origin)

    assert refused.value.response.status == 403


def test_believes_no_forwarded_host_of_a_page(start_fanfare, start_proxy, kind):
    proxy = start_proxy(kind, start_fanfare())
    for header in (("X-Forwarded-Host", "evil.example"), ("Forwarded", "host=evil.example;proto=https")):
        with pytest.raises(Refused) as refused:
            proxy.connect("/ws/f?subscribe-broadcast", headers=[header], Origin="https://evil.example")
        assert refused.value.response.status == 403


def test_lets_nobody_name_himself(start_fanfare, start_proxy, kind):
    proxy = start_proxy(kind, start_fanfare({"identity.resolver": "header"}))
    claims = [("X-Auth-User", "admin"), ("X-Auth-Groups", "staff"), ("X-Auth-Session", "stolen")]

    with proxy.connect("/ws/f?subscribe-user&subscribe-group&subscribe-session", headers=claims) as socket:
        assert not socket.response.header("Fanfare-Granted")


def test_stays_open_beyond_the_timeout_of_the_proxy(start_fanfare, start_proxy, kind):
    server = start_fanfare({"ping.interval": "1", "ping.timeout": "1"})
    proxy = start_proxy(kind, server, **{kind.timeout: kind.timeout.replace("60", "3")})

    with proxy.connect("/ws/f?subscribe-broadcast") as socket:
        for _ in range(5):
            ping = socket.receive_frame()
            assert ping.opcode == PING
            socket.send_frame(PONG, ping.payload)
        server.publish("f", "still open")
        assert socket.receive() == "still open"


def test_carries_socket_io_by_polling_and_beyond(start_fanfare, start_proxy, kind):
    server = start_fanfare({"dialect.socketio.route": ROUTE})
    proxy = start_proxy(kind, server, seen_as=Local, **{"/ws/": ROUTE})

    client = Client(Polling(proxy, headers=[("Origin", proxy.origin)]))
    client.join("a")
    for text in ("by polling", "ü" * 60_000):
        poll = client.wire.poll()
        server.publish("socketio", text, rooms=["a"], expire=0)
        assert poll.packets() == [f'42["message","{text}"]']
    client.wire = upgraded(proxy, client.wire)
    server.publish("socketio", "by WebSocket", rooms=["a"], expire=0)
    client.hears(("message", "by WebSocket"))
    client.close()


class Site(http.server.BaseHTTPRequestHandler):
    """A site that knows the cookie of alice, and throws out that of mallory."""

    def do_GET(self):
        cookie = self.headers.get("Cookie", "")
        self.send_response(403 if "mallory" in cookie else 204)
        if "alice" in cookie:
            self.send_header("X-Auth-User", "alice")
            self.send_header("X-Auth-Groups", "staff,chatters")
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def site():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield "127.0.0.1:%d" % server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_nginx_asks_the_site_who_it_is(start_fanfare, start_proxy, site):
    server = start_fanfare({"identity.resolver": "header"})
    proxy = start_proxy(Nginx, server, index=1, site=site)
    target = "/ws/f?subscribe-user&subscribe-group"
    claim = ("X-Auth-User", "admin")

    with proxy.connect(target, headers=[("Cookie", "id=alice"), claim]) as alice:
        server.publish("f", "for alice", users=["alice"])
        server.publish("f", "for chatters", groups=["chatters"])
        assert alice.receive_many(2) == ["for alice", "for chatters"]
    with proxy.connect(target, headers=[claim]) as stranger:
        assert not stranger.response.header("Fanfare-Granted")
    with pytest.raises(Refused) as refused:
        proxy.connect(target, headers=[("Cookie", "id=mallory")])
    assert refused.value.response.status == 403
