#!/usr/bin/env python3
"""Fails if a file includes what its layer may not know."""

import pathlib
import re
import sys

# Folder of src/: the folders whose headers it may include, besides its own, model/ and
# include/fanfare.
MAY_INCLUDE = {
    "model": set(),
    "core": set(),
    "foreign": set(),
    "tls": set(),
    "net": {"tls"},
    "ws": {"core", "net"},
    "sse": {"core", "net"},
    "redis": {"net"},
    "plugins": set(),
    "brokers": {"core", "net", "plugins", "redis"},
    "backend": {"core", "net"},
    "sessions": {"core", "foreign", "redis", "backend", "plugins"},
    "policies": {"core", "redis", "backend", "plugins"},
    "dialects": {"core", "foreign"},
    "socketio": {"core", "net", "ws", "dialects"},
    "http": {"core", "tls", "net", "ws", "sse", "dialects", "socketio"},
    "app": {"core", "foreign", "tls", "net", "ws", "sse", "redis", "brokers", "backend", "plugins",
            "sessions", "policies", "dialects", "socketio", "http"},
    "cli": {"core", "foreign", "tls", "net", "ws", "sse", "redis", "brokers", "backend", "plugins",
            "sessions", "policies", "dialects", "socketio", "http", "app"},
}
# Prefix of a header that is not ours: where it may be included, as the beginnings of paths.
THIRD_PARTY = {
    "Poco/": ("src/http/", "src/app/", "src/cli/", "src/sessions/", "src/policies/",
              "src/dialects/"),
    "Poco/Data/": ("src/sessions/sql/",),
    "libpq-fe.h": ("src/sessions/sql/",),
    "mysql.h": ("src/sessions/sql/",),
    "openssl/": ("src/tls/", "src/http/", "src/sessions/", "src/backend/"),
    "prometheus/": ("src/http/",),
    "zlib.h": ("src/ws/", "src/sessions/"),
    "hiredis/": ("src/redis/", "publisher-sdk/"),
    "curl/": ("publisher-sdk/",),
    "dlfcn.h": ("src/plugins/",),
    "sys/epoll.h": ("src/net/", "src/http/gate.", "src/http/gate_handshakes.cpp", "src/http/gate_turns.cpp"),
}
CHECKED = ("include/**/*.h", "publisher-sdk/cpp/**/*.h", "publisher-sdk/cpp/**/*.cpp", "src/*/**/*.h",
           "src/*/**/*.cpp")

INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)')


def allowed_folders(path):
    """The first folders of the headers that the file may include in quotes."""
    parts = path.split("/")
    if parts[0] == "publisher-sdk":
        return {"fanfare", "publisher"}
    if parts[0] != "src":
        return {"fanfare"}
    if parts[1] not in MAY_INCLUDE:
        return set()
    return {"fanfare", "model", parts[1]} | MAY_INCLUDE[parts[1]]


def is_allowed(path, ours, theirs):
    if ours:
        return ours.split("/")[0] in allowed_folders(path)
    return all(path.startswith(places)
               for prefix, places in THIRD_PARTY.items() if theirs.startswith(prefix))


def violations(root):
    for pattern in CHECKED:
        for file in sorted(root.glob(pattern)):
            path = file.relative_to(root).as_posix()
            for number, line in enumerate(file.read_text().splitlines(), 1):
                match = INCLUDE.match(line)
                if match and not is_allowed(path, *match.groups()):
                    yield f"{path}:{number}: may not include {match.group(1) or match.group(2)}"


def main():
    found = list(violations(pathlib.Path(sys.argv[1])))
    print("\n".join(found) or "layering: ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
