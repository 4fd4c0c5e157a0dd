from django.urls import include, path

from .views import Everybody, OneGroup, OneUser

urlpatterns = [
    path("accounts/", include("django.contrib.auth.urls")),
    path("chat/", Everybody.as_view(), name="everybody"),
    path("userchat/", OneUser.as_view(), name="user"),
    path("groupchat/", OneGroup.as_view(), name="group"),
]
