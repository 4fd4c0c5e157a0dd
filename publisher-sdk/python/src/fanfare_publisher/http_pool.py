"""Connections whose requests end in their time, however slowly the other side takes and gives.

What httpx bounds is each read and each write; here it is the request as a whole.
"""

import ssl
import threading
import time
from typing import Any, Iterable, Optional, Tuple, Type

import httpcore
import httpx

from .http_wire import Request

FAILURES = (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, httpcore.UnsupportedProtocol,
            httpx.InvalidURL)
_PIECE = 1 << 14


class _Deadlines:
    """Of the request that each thread is at."""

    def __init__(self) -> None:
        self._of_thread = threading.local()

    def begin(self, seconds: float) -> None:
        self._of_thread.until = time.monotonic() + seconds

    def left(self, timeout: Optional[float], late: Type[httpcore.TimeoutException]) -> float:
        left: float = self._of_thread.until - time.monotonic()
        if left <= 0:
            raise late("no answer in time")
        return left if timeout is None else min(left, timeout)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadlines: _Deadlines) -> None:
        self._stream = stream
        self._deadlines = deadlines

    def read(self, max_bytes: int, timeout: Optional[float] = None) -> bytes:
        return self._stream.read(max_bytes, self._deadlines.left(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: Optional[float] = None) -> None:
        for begin in range(0, len(buffer), _PIECE):
            left = self._deadlines.left(timeout, httpcore.WriteTimeout)
            self._stream.write(buffer[begin:begin + _PIECE], left)

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: Optional[str] = None,
                  timeout: Optional[float] = None) -> httpcore.NetworkStream:
        left = self._deadlines.left(timeout, httpcore.ConnectTimeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._deadlines)

    def close(self) -> None:
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Network(httpcore.NetworkBackend):
    def __init__(self, deadlines: _Deadlines) -> None:
        self._network = httpcore.SyncBackend()
        self._deadlines = deadlines

    def connect_tcp(self, host: str, port: int, timeout: Optional[float] = None, local_address: Optional[str] = None,
                    socket_options: Optional[Iterable[Any]] = None) -> httpcore.NetworkStream:
        left = self._deadlines.left(timeout, httpcore.ConnectTimeout)
        stream = self._network.connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(stream, self._deadlines)


class HttpPool:
    """Threads: any; over at most so many connections, for which others wait."""

    def __init__(self, connect: float, command: float, connections: int, context: ssl.SSLContext) -> None:
        self._whole = connect + command
        self._timeouts = {"connect": connect, "read": command, "write": command, "pool": command}
        self._deadlines = _Deadlines()
        self._pool = httpcore.ConnectionPool(
            ssl_context=context, max_connections=connections, max_keepalive_connections=connections,
            keepalive_expiry=5, network_backend=_Network(self._deadlines))

    def exchange(self, base: str, request: Request, headers: Any) -> Tuple[int, bytes]:
        """Raises one of FAILURES."""
        url = httpx.URL(base + request.path, params=list(request.query) or None)
        self._deadlines.begin(self._whole)
        answer = self._pool.request(request.method, str(url), headers=headers, content=request.content,
                                    extensions={"timeout": self._timeouts})
        return answer.status, answer.content

    def close(self) -> None:
        self._pool.close()
