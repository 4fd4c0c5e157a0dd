"""What the vectors cannot say: Python's own values, the types, and calls that are wrong in Python's way."""

import datetime
import logging
import types

import pytest

import fanfare_publisher
from fanfare_publisher import (SELF, HttpTransport, InvalidArgument, Publisher, RedisMessage, RedisPublisher,
                               RedisTransport, Visitor, configure)


@pytest.fixture
def transport(redis_server):
    return RedisTransport(redis_server.url)


class User:
    is_authenticated = True

    def get_username(self):
        return "mary"


def test_a_publisher_without_a_transport_takes_the_configured_one(transport):
    configure(transport)

    RedisPublisher(facility="f", broadcast=True).publish_message("x")

    assert RedisPublisher().fetch_message(None, "f", "broadcast").text == "x"
    configure()


def test_names_may_be_numbers_users_groups_and_any_iterable(transport):
    staff = types.SimpleNamespace(name="staff")

    result = Publisher("f", users=(one for one in (7, User(), "john")), groups={staff.name: 1}.keys(),
                       transport=transport).publish_message("x")

    assert result.channels == ("user:7:f", "user:mary:f", "user:john:f", "group:staff:f")
    assert Publisher("f", groups=[staff], transport=transport).publish_message("x").channels == ("group:staff:f",)


@pytest.mark.parametrize("wrong", [{"users": 7}, {"users": b"mary"}, {"users": [b"mary"]}, {"users": [None]},
                                   {"groups": True}, {"rooms": ["\ud800"]}])
def test_what_is_no_name_is_refused(transport, wrong):
    with pytest.raises(InvalidArgument, match=next(iter(wrong))):
        Publisher("f", **wrong, transport=transport)


def test_self_reads_a_request_of_djangos_kind(transport):
    session = type("Session", (dict,), {"session_key": "s3ss1on0"})({"ws4redis:memberof": ["staff"]})
    request = types.SimpleNamespace(user=User(), session=session)

    result = Publisher("f", users=[SELF], groups=[SELF], sessions=SELF, request=request,
                       transport=transport).publish_message("x")

    assert result.channels == ("user:mary:f", "group:staff:f", "session:s3ss1on0:f")


def test_a_request_that_says_nothing_of_a_visitor_is_refused(transport):
    with pytest.raises(InvalidArgument, match="request: a int"):
        Publisher("f", users=[SELF], request=7, transport=transport)


def test_an_anonymous_self_is_logged_and_its_result_is_false(transport, caplog):
    caplog.set_level(logging.INFO, "fanfare_publisher")

    result = Publisher("f", users=[SELF], request=Visitor(), transport=transport).publish_message("x")

    assert not result
    assert "users of facility 'f' came to nobody" in caplog.text


def test_an_expiry_may_be_a_timedelta(transport, redis_server):
    Publisher("f", True, transport=transport).publish_message("x", datetime.timedelta(minutes=2))

    assert 100 < redis_server.client.ttl("broadcast:f") <= 120


@pytest.mark.parametrize("expire", [-1, 1.0, "60", True, datetime.timedelta(seconds=-1),
                                    datetime.timedelta(milliseconds=1500)])
def test_an_expiry_that_is_none_is_refused(transport, expire):
    with pytest.raises(InvalidArgument, match="expire"):
        Publisher("f", True, transport=transport).publish_message("x", expire)


@pytest.mark.parametrize("message", [object(), float("nan"), {1: {2}}, "\ud800", {"x": "\ud800"}])
def test_what_is_no_message_is_refused(transport, message):
    with pytest.raises(InvalidArgument, match="message"):
        Publisher("f", True, transport=transport).publish_message(message)


def test_a_message_that_holds_itself_is_refused(transport):
    endless = []
    endless.append(endless)

    with pytest.raises(InvalidArgument, match="message"):
        Publisher("f", True, transport=transport).publish_message(endless)


def test_a_fetched_message_is_bytes_and_text_and_json(transport):
    publisher = Publisher("f", True, transport=transport)
    publisher.publish_message({"price": 9.99})

    kept = publisher.fetch_message()

    assert kept == b'{"price":9.99}'
    assert kept.text == str(kept) == '{"price":9.99}'
    assert kept.json() == {"price": 9.99}
    assert str(RedisMessage(b"\xff")) == "\\xff"


def test_a_pipeline_sends_at_its_end_and_nothing_if_its_block_raises(transport):
    publisher = Publisher("f", True, transport=transport)
    with publisher.pipeline() as pipeline:
        pipeline.publish_message("1")
        assert publisher.fetch_message() is None
    assert [bool(result) for result in pipeline.results] == [True]

    with pytest.raises(KeyError), publisher.pipeline() as failing:
        failing.publish_message("2")
        raise KeyError
    assert publisher.fetch_message() == b"1"


@pytest.mark.parametrize("url", ["127.0.0.1:6379", "http://127.0.0.1", "redis://:s3cret@host:port/0", 7])
def test_a_redis_url_that_is_none_is_refused_without_its_password(url):
    with pytest.raises(InvalidArgument, match="url") as told:
        RedisTransport(url)
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize("wrong", [{"connect_timeout": 0}, {"command_timeout": -1}, {"colons": "both"}, {"expire": -1},
                                   {"max_bytes": 0}, {"revoked_for": 0}, {"unknown": 1}])
def test_an_option_that_is_none_is_refused(wrong):
    with pytest.raises(InvalidArgument):
        RedisTransport(**wrong)
    with pytest.raises(InvalidArgument):
        HttpTransport("http://127.0.0.1", "k" * 16, **wrong)


@pytest.mark.parametrize("url, key", [("redis://127.0.0.1", "k" * 16), ("http://127.0.0.1", ""),
                                      ("http://127.0.0.1", "a\nb"), (None, "k" * 16)])
def test_an_address_of_the_api_that_is_none_is_refused(url, key):
    with pytest.raises(InvalidArgument):
        HttpTransport(url, key)


def test_every_name_it_exports_is_there():
    for name in fanfare_publisher.__all__:
        assert getattr(fanfare_publisher, name)
    with pytest.raises(AttributeError, match="nothing"):
        fanfare_publisher.nothing
