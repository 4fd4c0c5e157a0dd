"""The web frameworks whose sessions are read, in the versions that tests/integration/frameworks pins.

Each of its folders that has a requirements.txt gets a Python environment of its own; each that has a
package-lock.json gets its node_modules. They are made at their first need and again when what is
pinned changed. To make all of them: `python -m support.frameworks`, in tests/integration.
"""

import fcntl
import http.cookiejar
import pathlib
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

FOLDER = pathlib.Path(__file__).parents[1] / "frameworks"


def python(name):
    """The Python in which what frameworks/<name>/requirements.txt pins is installed."""
    folder = FOLDER / name
    environment = folder / ".venv"

    def install():
        subprocess.run([sys.executable, "-m", "venv", "--clear", environment], check=True)
        subprocess.run([environment / "bin/pip", "install", "--quiet", "--disable-pip-version-check",
                        "-r", folder / "requirements.txt"], check=True)

    _once(folder, "requirements.txt", environment, install)
    return str(environment / "bin/python")


def node_folder(name):
    """frameworks/<name>, with the node_modules that its package-lock.json pins."""
    folder = FOLDER / name
    _once(folder, "package-lock.json", folder / "node_modules", lambda: subprocess.run(
        ["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder, check=True))
    return folder


def _once(folder, pinned, target, install):
    wanted = (folder / pinned).read_bytes()
    stamp = target / f".installed-{pinned}"
    with open(folder / pinned) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_bytes() != wanted:
            install()
            stamp.write_bytes(wanted)


class Application:
    """A site made with a framework: a process that prints "listening on http://…" when it is ready."""

    def __init__(self, command, env=None):
        from .process import Process
        self.process = Process([str(word) for word in command], env=env)
        self.url = self.process.stdout.wait_for(r"listening on (http://\S+)")[1].rstrip("/")

    def stop(self):
        self.process.kill()


class Visitor:
    """Somebody with a browser on such a site: keeps its cookies."""

    def __init__(self, site):
        self._url = site.url
        self._jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))

    def get(self, path, **headers):
        """The text of the page."""
        return self._open(urllib.request.Request(self._url + path, headers=headers))

    def post(self, path, headers=None, **form):
        """Sends a form; the text of the page it leads to."""
        body = urllib.parse.urlencode(form).encode()
        return self._open(urllib.request.Request(self._url + path, body, headers or {}))

    def _open(self, request):
        try:
            with self._opener.open(request) as response:
                return response.read().decode()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{request.full_url}: {error.code}\n{error.read().decode()}") from None

    def cookie(self, name):
        """Its value, None if there is none."""
        return next((cookie.value for cookie in self._jar if cookie.name == name), None)

    @property
    def headers(self):
        """What the browser sends with a handshake."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)
        return [("Cookie", cookies)] if cookies else []


def install_all():
    for pinned in sorted(FOLDER.glob("*/requirements.txt")):
        python(pinned.parent.name)
    for pinned in sorted(FOLDER.glob("*/package-lock.json")):
        node_folder(pinned.parent.name)


if __name__ == "__main__":
    install_all()
