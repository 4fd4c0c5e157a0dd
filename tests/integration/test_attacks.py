"""What an attacker would try against a site's visitors and operators: docs/security.md tells which
of it is tested where; smuggled requests and paths that climb are in test_bad_requests.py."""

import pytest

from support.fanfare import API_KEY
from support.websocket import Refused

VICTIM = [("X-Auth-User", "alice")]


@pytest.fixture
def site(start_fanfare):
    """A site whose visitors are known without any effort of theirs, as by a cookie."""
    return start_fanfare({"identity.resolver": "header"})


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    ],
    ids=str)
def test_opens_no_socket_of_a_visitor_to_the_page_of_another_site(site, headers):
    """Cross-site WebSocket hijacking: the browser sends the victim's cookies along."""
    with pytest.raises(Refused) as refused:
        site.connect("/ws/f?subscribe-user", VICTIM + list(headers.items()))
    assert refused.value.response.status == 403

    with site.connect("/ws/f?subscribe-user", VICTIM) as socket:
        site.publish("f", "for alice", users=["alice"])
        assert socket.receive() == "for alice"


def test_publishes_nothing_for_the_form_of_another_site(site):
    """A form can POST anywhere; it cannot send the key."""
    body = b'{"facility": "f", "broadcast": true, "message": "x"}'
    response = site.request("POST", "/api/publish", body, [("Content-Type", "text/plain")])
    assert response.status == 401
    preflight = site.request("OPTIONS", "/api/publish", None, [
        ("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "authorization")])
    assert preflight.header("Access-Control-Allow-Origin") is None


@pytest.mark.parametrize(
    "text",
    ["a%0A2026-01-01 00:00:00 error: forged", "a%0D%0Aforged", "a%1B%5B2Jforged", "a%C2%85forged"])
def test_lets_nobody_write_lines_into_the_log(site, text):
    """By a facility, a header, a query or an API key."""
    site.refusal(f"/ws/{text}?subscribe-user")
    decoded = "a\x1b[2Jforged"
    site.refusal(f"/ws/f?subscribe-room={text}", Origin="https://evil.example/" + decoded)
    site.refusal("/ws/f?subscribe-user", [("User-Agent", decoded)], Origin="null")
    site.api("POST", "/api/publish", {"facility": "f", "broadcast": True, "message": "m"},
             key=decoded.replace("\x1b", "?"))
    site.publish("f", "the last line")

    for line in site.log().splitlines():
        assert not line.startswith("forged") and "error: forged" not in line[:40], line
        assert all(character.isprintable() for character in line), line


def test_keeps_keys_and_payloads_out_of_the_log(start_fanfare):
    server = start_fanfare({"log.level": "debug"})
    server.api("POST", "/api/publish", {"facility": "f", "broadcast": True, "message": "a payload"})
    server.api("POST", "/api/publish", {"facility": "f"}, key="a-wrong-key-of-some-length")
    server.get(f"/api/message?facility=f&audience=broadcast&key={API_KEY}")
    server.terminate()

    for secret in (API_KEY, "a payload", "a-wrong-key-of-some-length"):
        assert secret not in server.log()
