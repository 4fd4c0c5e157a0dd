from django.contrib.auth.models import Group, User
from django.http import HttpResponse
from django.views.generic import TemplateView
from ws4redis.publisher import RedisPublisher
from ws4redis.redis_store import RedisMessage

FACILITY = "foobar"


class Everybody(TemplateView):
    template_name = "everybody.html"

    def get(self, request, *args, **kwargs):
        RedisPublisher(facility=FACILITY, broadcast=True).publish_message(RedisMessage("Hello everybody"))
        return super().get(request, *args, **kwargs)


class OneUser(TemplateView):
    template_name = "user.html"
    extra_context = {"users": User.objects.all()}

    def post(self, request):
        publisher = RedisPublisher(facility=FACILITY, users=[request.POST["user"]])
        publisher.publish_message(RedisMessage(request.POST["message"]))
        return HttpResponse("OK")


class OneGroup(TemplateView):
    template_name = "group.html"
    extra_context = {"groups": Group.objects.all()}

    def post(self, request):
        publisher = RedisPublisher(facility=FACILITY, groups=[request.POST["group"]])
        publisher.publish_message(RedisMessage(request.POST["message"]))
        return HttpResponse("OK")
