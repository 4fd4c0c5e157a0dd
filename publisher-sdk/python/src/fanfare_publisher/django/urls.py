"""path("fanfare/", include("fanfare_publisher.django.urls"))"""

from django.urls import path

from . import views

app_name = "fanfare"
urlpatterns = [
    path("whoami", views.whoami, name="whoami"),
    path("allowed", views.allowed, name="allowed"),
]
