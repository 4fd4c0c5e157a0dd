from ..message import RedisMessage
from ..visitor import SELF

__all__ = ["SELF", "RedisMessage"]
