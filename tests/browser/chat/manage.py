"""A chat as django-websocket-redis' documents have one: to everybody, to a user, to a group. It stands as it was written
for ws4redis; the test changes in it what docs/from-ws4redis.md says, and nothing else."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ["DJANGO_SETTINGS_MODULE"] = "chat.settings"
execute_from_command_line(sys.argv)
