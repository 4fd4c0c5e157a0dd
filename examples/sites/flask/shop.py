"""The shop with Flask, Flask-Login and Flask-Session, whose sessions are in Redis. SHOP_… come from ../run.sh."""

import os

import redis
from flask import Flask, request, send_from_directory, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_session import Session

from fanfare_publisher.flask import SELF, Fanfare

PAGE = os.environ["SHOP_PAGE"]
GROUPS = {"mary": ["staff"], "john": []}

shop = Flask(__name__, static_folder=PAGE, static_url_path="/page")
shop.config.update(
    FANFARE={"redis": {"url": os.environ["SHOP_REDIS"]}},
    SECRET_KEY="not-for-production",
    SESSION_TYPE="redis",
    SESSION_REDIS=redis.Redis.from_url(os.environ["SHOP_REDIS"]),
)
Session(shop)
fanfare = Fanfare(shop)


class User(UserMixin):
    def __init__(self, name):
        self.id = name


LoginManager(shop).user_loader(User)


@shop.get("/")
def page():
    return send_from_directory(PAGE, "index.html")


@shop.get("/me")
def me():
    name = current_user.id if current_user.is_authenticated else None
    return {"user": name, "port": os.environ["SHOP_FANFARE_PORT"]}


@shop.post("/login")
def log_in():
    name = request.form["name"]
    if name not in GROUPS or request.form["password"] != "secret":
        return "wrong name or password", 403
    shop.session_interface.regenerate(session)
    login_user(User(name))
    session["groups"] = GROUPS[name]
    return "in"


@shop.post("/logout")
def log_out():
    fanfare.end_session_after_request()
    logout_user()
    session.clear()
    return "out"


@shop.post("/price")
def price():
    fanfare.publisher("shop", broadcast=True).publish_message({"price": request.form["price"]})
    return "told"


@shop.post("/order")
def order():
    fanfare.publisher("shop", users=[request.form["user"]]).publish_message({"order": request.form["status"]})
    return "told"


@shop.post("/staff")
def staff():
    fanfare.publisher("shop", groups=["staff"]).publish_message({"staff": request.form["text"]})
    return "told"


@shop.post("/todo")
def todo():
    session["todo"] = [*session.get("todo", []), request.form["item"]]
    fanfare.publisher("shop", sessions=[SELF]).publish_message({"todo": session["todo"]})
    return "added"


if __name__ == "__main__":
    shop.run("127.0.0.1", int(os.environ["SHOP_PORT"]))
