"""The servers that Fanfare is held against. Each module here has VERSION, install(folder), which brings what
it needs into a folder of its own, and server(lab, folder). Both raise NotToBeHad where that cannot be."""
import importlib
import os
import shutil
import subprocess

from processes import NotToBeHad

NAMES = ['nchan', 'nchan_redis', 'ws_relay', 'socketio_redis', 'flask_socketio', 'ws4redis', 'centrifugo']
HERE = os.path.dirname(os.path.abspath(__file__))


def shown(name):
    return name.replace('_', '-')


class Peer:
    """`folder`, in which it is installed when it is used first."""

    def __init__(self, name, build):
        self.name, self.module = name, importlib.import_module(f'peers.{name}')
        self.version, self.folder = self.module.VERSION, os.path.abspath(f'{build}/{name}')

    def install(self):
        os.makedirs(self.folder, exist_ok=True)
        self.module.install(self.folder)

    def server(self, lab):
        return self.module.server(lab, self.folder)


def peers_named(names, build):
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise SystemExit(f'there is no peer {unknown[0]}; there are {", ".join(NAMES)}')
    return [Peer(name, build) for name in names]


def carry_out(command, folder, **options):
    """Runs what installs; NotToBeHad with its last words where that fails."""
    if not shutil.which(command[0]):
        raise NotToBeHad(f'{os.path.basename(command[0])} is not installed')
    try:
        done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              check=False, **options)
    except subprocess.TimeoutExpired as expired:
        raise NotToBeHad(str(expired)) from expired
    if done.returncode:
        lines = done.stdout.strip().splitlines()
        raise NotToBeHad(f'{" ".join(command[:3])}: {lines[-1] if lines else "failed"}')


def is_up_to_date(folder, pinned):
    """Whether the folder holds what this file of pinned versions asks for."""
    stamp = f'{folder}/{os.path.basename(pinned)}.installed'
    return os.path.exists(stamp) and open(stamp).read() == open(pinned).read()


def note_installed(folder, pinned):
    shutil.copy(pinned, f'{folder}/{os.path.basename(pinned)}.installed')


def pip_install(folder, requirements):
    """A virtual environment with what `requirements`, a file beside this one, pins."""
    pinned = f'{HERE}/python/{requirements}'
    if is_up_to_date(folder, pinned):
        return
    carry_out(['python3', '-m', 'venv', '--clear', f'{folder}/venv'], folder)
    carry_out([f'{folder}/venv/bin/pip', 'install', '--quiet', '--disable-pip-version-check', '-r', pinned], folder)
    note_installed(folder, pinned)


def npm_install(folder):
    """What package-lock.json in node/ pins, and the programs beside it, which look for it there."""
    for name in os.listdir(f'{HERE}/node'):
        if name != 'node_modules':
            shutil.copy(f'{HERE}/node/{name}', folder)
    pinned = f'{HERE}/node/package-lock.json'
    if is_up_to_date(folder, pinned):
        return
    carry_out(['npm', 'ci', '--silent', '--no-audit', '--no-fund'], folder)
    note_installed(folder, pinned)
