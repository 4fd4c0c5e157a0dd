"""Databases of the tests' own: SQLite's files, PostgreSQL and MariaDB on free ports, and what only
seems to be one. All are used alike; `name` is a database of theirs."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import threading

from .deadline import PATIENCE
from .process import Process
from .redis_server import free_port

USER = "fanfare"
PASSWORD = "s%cr@t"
PASSWORD_IN_URL = "s%25cr%40t"


class Sqlite:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="fanfare-sqlite-")

    def start(self):
        return self

    def create(self, name):
        """An empty database."""

    def url(self, name):
        return f"sqlite://{self._file(name)}"

    def settings(self, name):
        """What a site made with Django calls it."""
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": self._file(name)}

    @contextlib.contextmanager
    def locked(self, name, _):
        """Whoever reads the table waits meanwhile."""
        with contextlib.closing(sqlite3.connect(self._file(name))) as holder:
            holder.execute("BEGIN EXCLUSIVE")
            yield

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, name):
        return f"{self.folder}/{name}"


class _Server:
    """A process that serves the account USER. As root it runs as `user`, for root it would not
    serve."""

    def __init__(self, user):
        self.user = user if os.geteuid() == 0 else None
        self.folder = tempfile.mkdtemp(prefix=f"fanfare-{user}-")
        self._give(self.folder)
        self.port = free_port()
        self.process = None

    def url(self, name):
        return f"{self.scheme}://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{self.port}/{name}"

    def settings(self, name):
        return {"ENGINE": f"django.db.backends.{self.engine}", "NAME": name, "USER": USER,
                "PASSWORD": PASSWORD, "HOST": "127.0.0.1", "PORT": self.port}

    def create(self, name):
        self._run(self._client(self.first), stdin_text=f"CREATE DATABASE {name};\n")

    @contextlib.contextmanager
    def locked(self, name, table):
        holder = Process(self._client(name), stdin=subprocess.PIPE)
        try:
            holder.stdin.write(f"{self.lock.format(table)} SELECT 'held';\n")
            holder.stdin.flush()
            holder.stdout.wait_for("held")
            yield
        finally:
            holder.kill()

    def remove(self):
        if self.process:
            self.process.signal(getattr(signal, f"SIG{self.end}"))
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _give(self, path):
        if self.user:
            shutil.chown(path, self.user, self.user)

    def _file(self, name, text):
        path = pathlib.Path(self.folder, name)
        path.write_text(text)
        self._give(path)
        return str(path)

    def _as_user(self, words):
        if not self.user:
            return words
        return ["setpriv", "--reuid", self.user, "--regid", self.user, "--clear-groups",
                "--pdeathsig", self.end, *words]

    @staticmethod
    def _run(words, stdin_text=""):
        subprocess.run(words, input=stdin_text, text=True, check=True, stdout=subprocess.DEVNULL)

    def _serve(self, words, ready):
        self.process = Process(self._as_user(words), death_signal=self.end)
        self.process.stderr.wait_for(ready)
        return self


class Postgresql(_Server):
    scheme = engine = "postgresql"
    first = "postgres"
    end = "QUIT"  # after KILL there would be shared memory left
    lock = "BEGIN; LOCK TABLE {} IN ACCESS EXCLUSIVE MODE;"

    def __init__(self):
        super().__init__("postgres")

    def start(self):
        data = f"{self.folder}/data"
        self._run(self._as_user([
            self._program("initdb"), "-D", data, "-U", USER, "-A", "scram-sha-256", "--pwfile",
            self._file("secret", PASSWORD), "--no-sync", "-E", "UTF8", "--locale", "C"]))
        return self._serve(
            [self._program("postgres"), "-D", data, "-h", "127.0.0.1", "-p", str(self.port),
             "-k", self.folder, "-F"], "ready to accept connections")

    @staticmethod
    def _program(name):
        return str(next(pathlib.Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))

    def _client(self, name):
        return ["psql", "--no-psqlrc", "--quiet", self.url(name)]


class Mariadb(_Server):
    scheme = engine = "mysql"
    first = "mysql"
    end = "KILL"
    lock = "LOCK TABLES {} WRITE;"

    def __init__(self):
        super().__init__("mysql")

    def start(self):
        data, small = f"{self.folder}/data", "--innodb-log-file-size=8M"
        # A server that starts removes the temporary tables of all who share its folder for them.
        here = f"--tmpdir={self.folder}"
        self._run(self._as_user([
            "mariadb-install-db", "--no-defaults", f"--datadir={data}", here, "--skip-test-db",
            "--auth-root-authentication-method=normal", "--skip-name-resolve", small]))
        account = self._file("account", f"GRANT ALL ON *.* TO '{USER}'@'127.0.0.1' "
                                        f"IDENTIFIED BY '{PASSWORD}';\n")
        return self._serve(
            ["mariadbd", "--no-defaults", f"--datadir={data}", here, f"--socket={self.folder}/socket",
             f"--pid-file={self.folder}/pid", f"--port={self.port}", "--bind-address=127.0.0.1",
             "--skip-name-resolve", "--skip-log-bin", "--innodb-flush-log-at-trx-commit=2",
             f"--init-file={account}", small], "ready for connections")

    def _client(self, name):
        return ["mariadb", "--no-defaults", "--unbuffered", "--host=127.0.0.1",
                f"--port={self.port}", f"--user={USER}", f"--password={PASSWORD}", name]


class Silent:
    """Takes every connection, says `greeting`, and then never a word more."""

    def __init__(self, greeting=b""):
        self._greeting = greeting
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listener.getsockname()[1]
        self._taken = []
        self._changed = threading.Condition()
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, scheme):
        return f"{scheme}://{USER}:{PASSWORD_IN_URL}@127.0.0.1:{self.port}/site"

    def wait_for_connections(self, count):
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._taken) >= count, PATIENCE)

    def close(self):
        """Ends what it took; for good."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for stream in self._taken:
            stream.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                stream, _ = self._listener.accept()
                stream.sendall(self._greeting)
                with self._changed:
                    self._taken.append(stream)
                    self._changed.notify_all()
