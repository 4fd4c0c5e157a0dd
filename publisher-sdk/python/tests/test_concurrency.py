"""Sixteen threads on one transport lose and mix nothing."""

import threading

from fanfare_publisher import HttpTransport, Publisher, RedisTransport

THREADS = 16
MESSAGES = 100


def in_threads(work):
    failures = []

    def run(number):
        try:
            work(number)
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def heard_by(pubsub, count):
    heard = []
    while len(heard) < count:
        message = pubsub.get_message(timeout=30)
        assert message, f"only {len(heard)} of {count} came"
        if message["type"] == "pmessage":
            heard.append((message["channel"].decode(), int(message["data"])))
    return heard


def test_each_thread_is_heard_whole_in_its_order_and_finds_its_own(redis_server):
    transport = RedisTransport(redis_server.url)
    pubsub = redis_server.client.pubsub()
    pubsub.psubscribe("room:*")
    assert pubsub.get_message(timeout=5)["type"] == "psubscribe"

    def work(number):
        publisher = Publisher("f", rooms=[str(number)], transport=transport)
        for message in range(MESSAGES):
            publisher.publish_message(str(message))
            kept = publisher.fetch_message(audience="room", room=str(number))
            assert kept == str(message).encode()

    in_threads(work)

    heard = heard_by(pubsub, THREADS * MESSAGES)
    for number in range(THREADS):
        assert [text for channel, text in heard if channel == f"room:{number}:f"] == list(range(MESSAGES))


def test_one_publisher_serves_all_threads(redis_server):
    publisher = Publisher("f", True, transport=RedisTransport(redis_server.url))
    pubsub = redis_server.client.pubsub()
    pubsub.psubscribe("broadcast:*")
    assert pubsub.get_message(timeout=5)["type"] == "psubscribe"

    def work(number):
        publisher.publish_batch(str(number * MESSAGES + message) for message in range(MESSAGES))

    in_threads(work)

    heard = [text for _, text in heard_by(pubsub, THREADS * MESSAGES)]
    assert sorted(heard) == list(range(THREADS * MESSAGES))


def test_over_http_each_thread_finds_its_own(witness):
    transport = HttpTransport(witness.http_url, witness.key, command_timeout=30)

    def work(number):
        publisher = Publisher("f", rooms=[f"thread {number}"], transport=transport)
        for message in range(5):
            publisher.publish_message(f"{number} {message}")
            kept = publisher.fetch_message(audience="room", room=f"thread {number}")
            assert kept.text == f"{number} {message}"

    in_threads(work)
