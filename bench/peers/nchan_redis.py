"""Nchan, the module of nginx, through Redis. Debian's."""
from peers import nchan

VERSION = "Nchan through Redis (Debian's nginx)"
install = nchan.install


def server(lab, folder):
    return nchan.server(lab, folder, 'nchan_redis', lab.redis)
