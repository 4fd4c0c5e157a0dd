"""A site with a login, made with Flask, Flask-Login and, unless sessions are in the cookie, Flask-Session.

Takes its settings as JSON: {"redis": URL or null, "config": Flask's}. Prints where it listens.
"""

import json
import sys

from flask import Flask, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.serving import make_server

settings = json.loads(sys.argv[1])
site = Flask(__name__)
site.config.update(settings["config"])

if settings["redis"]:
    import redis
    from flask_session import Session
    site.config.update(SESSION_TYPE="redis", SESSION_REDIS=redis.Redis.from_url(settings["redis"]))
    Session(site)

logins = LoginManager(site)


class User(UserMixin):
    def __init__(self, name):
        self.id = name


@logins.user_loader
def load(name):
    return User(name)


@site.post("/login")
def login():
    login_user(User(request.form["user"]))
    session["groups"] = request.form["groups"].split(",")
    return current_user.id


@site.get("/")
def home():
    return current_user.id if current_user.is_authenticated else "nobody"


@site.post("/basket")
def basket():
    session["basket"] = ["apple"]
    return "an apple"


@site.post("/logout")
def logout():
    logout_user()
    session.clear()
    return "bye"


server = make_server("127.0.0.1", 0, site, threaded=True)
print(f"listening on http://127.0.0.1:{server.port}", flush=True)
server.serve_forever()
