from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ...properties import CannotSay, properties_of_project


class Command(BaseCommand):
    help = "Prints Fanfare's configuration, made of this project's settings. It holds secrets."

    def handle(self, *_: Any, **__: Any) -> None:
        try:
            self.stdout.write(properties_of_project())
        except CannotSay as why:
            raise CommandError(str(why)) from None
