"""Messages: the bytes that are published."""

import json
from typing import Any

from .errors import InvalidArgument


class RedisMessage(bytes):
    """What is published, and what is fetched: a text as its UTF-8, bytes as they are, anything else as JSON."""

    def __new__(cls, value: Any = b"") -> "RedisMessage":
        if isinstance(value, RedisMessage):
            return value
        return super().__new__(cls, _bytes_of(value))

    @property
    def text(self) -> str:
        """Raises UnicodeDecodeError, a ValueError, if it is no text."""
        return self.decode()

    def json(self) -> Any:
        """Raises ValueError if it is no JSON."""
        return json.loads(self)

    def __str__(self) -> str:
        return self.decode("utf-8", "backslashreplace")


def _bytes_of(value: Any) -> bytes:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return value if type(value) is bytes else bytes(value)
    try:
        text = value if isinstance(value, str) else json.dumps(
            value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArgument(f"message: is neither text nor bytes nor JSON: {error}") from None


def bounded(value: Any, max_bytes: int) -> bytes:
    """What a RedisMessage of it holds. Raises InvalidArgument beyond that bound."""
    message = _bytes_of(value)
    if len(message) > max_bytes:
        raise InvalidArgument(f"message: has {len(message)} bytes, more than max_bytes ({max_bytes})")
    return message
