from django.apps import AppConfig

from . import conf


class FanfareConfig(AppConfig):
    name = "fanfare_publisher.django"
    label = "fanfare"
    verbose_name = "Fanfare"

    def ready(self) -> None:
        conf.use()
        conf.read()  # a mistake stops the start
        from . import receivers
        receivers.connect()
