"""program.py REDIS publish|fetch: publishes what comes to room r of facility f, or writes what is kept there."""

import sys

from fanfare_publisher import RedisPublisher, RedisTransport

_, redis, what = sys.argv
publisher = RedisPublisher("f", rooms=["r"], transport=RedisTransport(redis))
if what == "publish":
    publisher.publish_message(sys.stdin.buffer.read())
else:
    sys.stdout.buffer.write(publisher.fetch_message(audience="room", room="r"))
