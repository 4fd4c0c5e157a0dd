"""ws4redis' import paths and names: `from fanfare_publisher.ws4redis.publisher import RedisPublisher`.

The settings are those of ws4redis (WS4REDIS_CONNECTION, WS4REDIS_PREFIX, WS4REDIS_EXPIRE, …), or FANFARE.
"""

from ..django import conf

conf.use()
