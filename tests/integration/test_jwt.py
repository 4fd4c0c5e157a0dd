"""Identities from JSON Web Tokens that another library made."""

import json
import time

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

SECRET = "a secret of at least 64 bytes, as the longest of the hashes wants it"
CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}
TARGET = "/ws/f?subscribe-broadcast&subscribe-user&subscribe-group"


def claims(**changes):
    return {"sub": "alice", "groups": ["staff"], "exp": int(time.time()) + 600, **changes}


def bearer(token):
    return [("Authorization", f"Bearer {token}")]


def key_pair(algorithm):
    private = ec.generate_private_key(CURVES[algorithm]) if algorithm in CURVES \
        else rsa.generate_private_key(65537, 2048)
    pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, pem


def hears_what_is_hers(server, token):
    with server.connect(TARGET, headers=bearer(token)) as alice:
        assert not alice.response.header("Fanfare-Identity")
        server.publish("f", "for alice", users=["alice"], expire=0)
        server.publish("f", "for staff", groups=["staff"], expire=0)
        return alice.receive_many(2) == ["for alice", "for staff"]


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_believes_who_knows_the_secret(start_fanfare, tmp_path, algorithm):
    (tmp_path / "secret").write_text(SECRET + "\n")
    server = start_fanfare({"identity.resolver": "jwt", "identity.jwt.secret_file": tmp_path / "secret"})

    assert hears_what_is_hers(server, jwt.encode(claims(), SECRET, algorithm))
    assert SECRET not in server.log()


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", *CURVES])
def test_believes_who_has_the_private_key(start_fanfare, tmp_path, algorithm):
    private, pem = key_pair(algorithm)
    (tmp_path / "key.pem").write_bytes(pem)
    server = start_fanfare(
        {"identity.resolver": "jwt", "identity.jwt.public_key_file": tmp_path / "key.pem"})

    assert hears_what_is_hers(server, jwt.encode(claims(), private, algorithm))


def test_finds_the_key_in_a_set(start_fanfare, tmp_path):
    keys, tokens = [], []
    for algorithm in ("RS256", "ES384"):
        private, _ = key_pair(algorithm)
        kind = jwt.algorithms.ECAlgorithm if algorithm in CURVES else jwt.algorithms.RSAAlgorithm
        keys.append({**json.loads(kind.to_jwk(private.public_key())), "kid": algorithm})
        tokens.append(jwt.encode(claims(), private, algorithm, headers={"kid": algorithm}))
        stray = jwt.encode(claims(), private, algorithm, headers={"kid": "unknown"})
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": keys}))
    server = start_fanfare(
        {"identity.resolver": "jwt", "identity.jwt.jwks_file": tmp_path / "jwks.json"})

    for token in tokens:
        assert hears_what_is_hers(server, token)
    with server.connect(TARGET, headers=bearer(stray)) as socket:
        assert socket.granted == ["subscribe broadcast:f"]


def test_tells_who_counts_as_anonymous_and_why(start_fanfare):
    private, pem = key_pair("RS256")
    server = start_fanfare({"identity.resolver": "jwt, header", "identity.jwt.public_key": pem.decode()})
    other, _ = key_pair("RS256")
    good = jwt.encode(claims(), private, "RS256")
    bad = {
        "expired": jwt.encode(claims(exp=int(time.time()) - 60), private, "RS256"),
        "not valid yet": jwt.encode(claims(nbf=int(time.time()) + 300), private, "RS256"),
        "audience": jwt.encode(claims(aud="another"), private, "RS256"),
        "signature": jwt.encode(claims(), other, "RS256"),
        "known key": jwt.encode(claims(), None, "none"),
        "malformed": good[:-5],  # of a length that no bytes have
    }
    for reason, token in bad.items():
        # Who brings a bad token gets nothing by the next resolver, either.
        headers = bearer(token) + [("X-Auth-User", "admin")]
        with server.connect(TARGET, headers=headers, Sec_WebSocket_Protocol="fanfare.v1") as socket:
            welcome = json.loads(socket.receive())
            assert reason in socket.response.header("Fanfare-Identity")
            assert reason in welcome["anonymous_because"]
            assert welcome["user"] is None and welcome["channels"] == ["broadcast:f"]
    server.wait_for_log("taken for anonymous: jwt: ")
    assert good.split(".")[2][:-8] not in server.log()
    assert server.metric("fanfare_handshakes_refused_total", cause="credentials") == len(bad)


def test_does_not_take_a_public_key_for_a_secret(start_fanfare):
    _, pem = key_pair("RS256")
    server = start_fanfare({"identity.resolver": "jwt", "identity.jwt.public_key": pem.decode()})
    head, body, _ = jwt.encode(claims(), SECRET, "HS256").split(".")
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        f"{head}.{body}".encode(), pem)
    forged = f"{head}.{body}.{jwt.utils.base64url_encode(signature).decode()}"

    with server.connect(TARGET, headers=bearer(forged)) as socket:
        assert socket.granted == ["subscribe broadcast:f"]


def test_takes_a_token_from_a_cookie_or_the_address(start_fanfare):
    server = start_fanfare({"identity.resolver": "jwt", "identity.jwt.secret": SECRET,
                            "identity.jwt.cookie": "token", "identity.jwt.query": "token"})
    token = jwt.encode(claims(), SECRET, "HS256")

    with server.connect(TARGET, headers=[("Cookie", f"a=b; token={token}")]) as socket:
        assert "subscribe user:alice:f" in socket.granted
    with server.connect(f"{TARGET}&token={token}") as socket:
        assert "subscribe user:alice:f" in socket.granted


def test_closes_a_connection_when_its_token_expires(start_fanfare):
    server = start_fanfare({"identity.resolver": "jwt", "identity.jwt.secret": SECRET,
                            "identity.jwt.leeway": "0"})
    token = jwt.encode(claims(exp=int(time.time()) + 2), SECRET, "HS256")

    with server.connect(TARGET, headers=bearer(token)) as alice:
        assert alice.receive_close()[0] == 4401
    assert server.metric("fanfare_identities_ended_total", cause="expiry") == 1
