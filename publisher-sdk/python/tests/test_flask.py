"""The glue for Flask: a site with Flask-Login and Flask-Session beside a real Fanfare."""

import threading

import flask
import flask_login
import flask_session
import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from fanfare_publisher import InvalidArgument, Publisher
from fanfare_publisher.flask import SELF, Fanfare, Visitor
from support.frameworks import Visitor as Browser

ALL = "/ws/f?subscribe-user&subscribe-group&subscribe-session"


class User(flask_login.UserMixin):
    def __init__(self, name):
        self.id = name


def make_site(redis_server, *, stored=True, **fanfare):
    app = flask.Flask(__name__)
    app.config.update(SECRET_KEY="of the tests", FANFARE={"redis": {"url": redis_server.url}, **fanfare})
    if stored:
        app.config.update(SESSION_TYPE="redis", SESSION_REDIS=redis_server.client)
        flask_session.Session(app)
    flask_login.LoginManager(app).user_loader(User)
    extension = Fanfare(app)

    @app.get("/login/<name>")
    def log_in(name):
        flask_login.login_user(User(name))
        flask.session["groups"] = ["staff"]
        return "in"

    @app.get("/logout")
    def log_out():
        extension.end_session_after_request()
        flask_login.logout_user()
        flask.session.clear()
        return "out"

    @app.get("/publish/<text>")
    def publish(text):
        result = extension.publisher("f", users=[SELF], groups=[SELF], sessions=[SELF]).publish_message(text)
        return {"channels": result.channels, "withheld": result.withheld}

    app.add_url_rule("/whoami", view_func=extension.whoami)
    return app, extension


class SilentHandler(WSGIRequestHandler):
    def log(self, *_):
        pass


@pytest.fixture
def site(redis_server):
    app, _ = make_site(redis_server, secret="of-Fanfare-alone")
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=SilentHandler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    app.url = f"http://127.0.0.1:{server.server_port}"
    yield app
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("resolver", ["flask", "http"])
def test_login_page_publish_logout(site, redis_server, start_fanfare, resolver):
    fanfare = start_fanfare({
        "broker.type": "redis", "broker.redis.url": redis_server.url, "identity.recheck": "0",
        "identity.resolver": resolver,
        **({"identity.flask.store": "redis"} if resolver == "flask" else
           {"identity.http.url": site.url + "/whoami", "identity.http.secret": "of-Fanfare-alone"})})
    mary = Browser(site)
    mary.get("/login/mary")
    with fanfare.connect(ALL, headers=mary.headers) as page:
        assert page.granted == ["subscribe group:staff:f", "subscribe user:mary:f", "subscribe session:self:f"]
        mary.get("/publish/hello")
        assert page.receive_many(3) == ["hello"] * 3

        mary.get("/logout")
        assert page.receive_close() == (4401, "identity ended")


def test_an_anonymous_self_is_told(redis_server):
    app, _ = make_site(redis_server, stored=False)

    assert app.test_client().get("/publish/x").json == {"channels": [], "withheld": ["users", "groups", "sessions"]}


def test_a_session_in_a_cookie_is_no_audience_and_has_no_end_to_tell(redis_server):
    app, _ = make_site(redis_server, stored=False)
    client = app.test_client()
    client.get("/login/mary")

    assert client.get("/publish/x").json == {"channels": ["user:mary:f", "group:staff:f"], "withheld": ["sessions"]}
    assert client.get("/logout").text == "out"
    assert redis_server.client.keys("fanfare:revoked:*") == []


def test_a_site_says_itself_who_its_visitors_are(redis_server):
    app, fanfare = make_site(redis_server)
    fanfare.visitor(lambda: Visitor("ann", ("ops",), "s3ss1on0"))

    with app.test_request_context("/"):
        result = Publisher("f", users=[SELF], groups=[SELF], sessions=[SELF], request=flask.request,
                           transport=fanfare.transport).publish_message("x")

    assert result.channels == ("user:ann:f", "group:ops:f", "session:s3ss1on0:f")


def test_outside_of_a_request_there_is_no_self(redis_server):
    app, fanfare = make_site(redis_server)
    with app.app_context():
        assert fanfare.publisher("f", True).publish_message("x")
        with pytest.raises(InvalidArgument, match="request"):
            fanfare.publisher("f", users=[SELF])


def test_whoami_answers_fanfare_alone(redis_server):
    app, _ = make_site(redis_server, stored=False, secret="of-Fanfare-alone")
    client = app.test_client()
    ours = {"Fanfare-Secret": "of-Fanfare-alone"}

    assert client.get("/whoami").status_code == 403
    assert client.get("/whoami", headers=ours).status_code == 204
    client.get("/login/mary")
    assert client.get("/whoami", headers=ours).json == {"user": "mary", "groups": ["staff"]}
    unguarded, _ = make_site(redis_server, stored=False)
    assert unguarded.test_client().get("/whoami").status_code == 500


@pytest.mark.parametrize("config", [{"reddis": {}}, {"redis": {"urls": ""}}, {"http": {"url": "http://127.0.0.1"}},
                                    {"redis": {"url": "nowhere"}}])
def test_a_configuration_that_is_none_stops_the_start(config):
    app = flask.Flask(__name__)
    app.config["FANFARE"] = config
    with pytest.raises(InvalidArgument):
        Fanfare(app)


def test_a_redis_that_is_away_stops_no_logout(own_redis, redis_server, caplog):
    app, fanfare = make_site(redis_server, redis={"url": own_redis.url})
    own_redis.stop()
    client = app.test_client()
    client.get("/login/mary")

    response = client.get("/logout")
    response.close()

    assert response.text == "out"
    assert "Fanfare was not told of an end" in caplog.text
