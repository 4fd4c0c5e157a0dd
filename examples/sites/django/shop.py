"""The views of the shop. Whoever logs in for the first time is made a user, for this is an example."""

import os

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import Group, User
from django.http import HttpResponse, JsonResponse
from django.urls import path, re_path
from django.views.static import serve

from fanfare_publisher import SELF, RedisPublisher

PAGE = os.environ["SHOP_PAGE"]
STAFF = ["mary"]
CUSTOMERS = ["john"]


def me(request):
    name = request.user.get_username() if request.user.is_authenticated else None
    return JsonResponse({"user": name, "port": os.environ["SHOP_FANFARE_PORT"]})


def make_users():
    if User.objects.exists():
        return
    staff = Group.objects.create(name="staff")
    for name in STAFF + CUSTOMERS:
        user = User.objects.create_user(name, password="secret")
        user.groups.set([staff] if name in STAFF else [])


def log_in(request):
    make_users()
    user = authenticate(username=request.POST["name"], password=request.POST["password"])
    if user is None:
        return HttpResponse("wrong name or password", status=403)
    login(request, user)
    return HttpResponse("in")


def log_out(request):
    logout(request)  # the glue ends the session's sockets
    return HttpResponse("out")


def price(request):
    RedisPublisher("shop", broadcast=True).publish_message({"price": request.POST["price"]})
    return HttpResponse("told")


def order(request):
    RedisPublisher("shop", users=[request.POST["user"]]).publish_message({"order": request.POST["status"]})
    return HttpResponse("told")


def staff(request):
    RedisPublisher("shop", groups=["staff"]).publish_message({"staff": request.POST["text"]})
    return HttpResponse("told")


def todo(request):
    items = [*request.session.get("todo", []), request.POST["item"]]
    request.session["todo"] = items
    RedisPublisher("shop", sessions=[SELF], request=request).publish_message({"todo": items})
    return HttpResponse("added")


urlpatterns = [
    path("", serve, {"document_root": PAGE, "path": "index.html"}),
    re_path(r"^page/(?P<path>.*)$", serve, {"document_root": PAGE}),
    path("me", me),
    path("login", log_in),
    path("logout", log_out),
    path("price", price),
    path("order", order),
    path("staff", staff),
    path("todo", todo),
]
