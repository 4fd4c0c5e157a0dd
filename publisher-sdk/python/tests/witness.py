"""The witness of the vectors, as these tests ask it: publisher-sdk/vectors/README.md."""

import json
import pathlib
import re
import subprocess
import sys
import urllib.error
import urllib.request

VECTORS = pathlib.Path(__file__).parents[2] / "vectors"


def all_vectors():
    return [vector for path in sorted(VECTORS.glob("*.json")) for vector in json.loads(path.read_text())]


class Witness:
    def __init__(self):
        self._process = subprocess.Popen([sys.executable, VECTORS / "witness"], stdin=subprocess.PIPE,
                                         stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        self._url = re.fullmatch(r"witness: listening on (\S+)\n", line)[1]
        addresses = self.ask("/addresses")
        self.redis_url, self.http_url, self.key = (addresses[word] for word in ("redis", "http", "key"))

    def ask(self, path, **asked):
        request = urllib.request.Request(self._url + path, json.dumps(asked).encode())
        try:
            with urllib.request.urlopen(request) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as failure:
            raise AssertionError(failure.read().decode()) from None

    def stop(self):
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
