"""What is measured: for each row of the goals which servers do what, and what a goal asks of it."""
from trials import IN_PEACE, MANY, Fanout, Inbound, Post, Start

MOST = 10_000
RAMP = 10_000  # a second: the load must not be the slower one
FIRST = 1000
CONNECTIONS = (100, 1000, 10_000, 18_000)
CHANNELS = (10, 100, 1000, 10_000, 100_000)


def trial(name, volume, scale=1.0, most=MOST):
    """A trial for a server whose saturated ones make about `volume` deliveries; `scale` shortens all. Who
    carries less than `most` clients is measured with so many where what counts is what one of them takes."""
    def messages(fanout, share, least, limit=10 ** 9):
        return max(least, int(min(limit, volume * share / fanout) * scale))

    seconds = max(scale, 0.2)
    makers = {
        'idle': lambda: Fanout(name, min(MOST, most), hold=IN_PEACE + 4, ramp=RAMP, first=FIRST),
        'win1_1k': lambda: Fanout(name, 1000, messages(1000, 1 / 4, 20, 1000), window=1),
        'win1_10k': lambda: Fanout(name, MOST, messages(MOST, 1 / 8, 10, 60), window=1),
        'sat1k': lambda: Fanout(name, 1000, messages(1000, 1, 64), window=64),
        'sat10k': lambda: Fanout(name, MOST, messages(MOST, 1 / 2, 16), window=16),
        'many': lambda: Fanout(name, 2 * MANY, MANY * messages(2 * MANY, 1, 1, 20), window=256, channels=MANY),
        'burst': lambda: Fanout(name, 100, max(1000, int(20_000 * scale)), burst=True),
        'lat1k': lambda: Fanout(name, 1000, int(120 * seconds), rate=20),
        'lat10k': lambda: Fanout(name, MOST, int(16 * seconds), rate=2),
        'pings': lambda: Fanout(name, MOST, hold=max(4, int(52 * scale)), ramp=RAMP),
        'healthz': lambda: Post(name, messages(400, 1, 200, 20_000), batch=0),
        'post': lambda: Post(name, messages(400, 1, 200, 20_000), batch=1),
        'batch': lambda: Post(name, messages(8000, 1, 10, 1000), batch=100),
        'inbound': lambda: Inbound(name, 100, messages(800, 1, 100), rate=200_000),
        'start': lambda: Start(name),
    }
    makers |= {f'grow_{n}': (lambda n=n: Fanout(name, n, messages(n, 1 / 8, 10, 2000), window=1, first=FIRST))
               for n in CONNECTIONS}
    makers |= {f'channels_{n}': (lambda n=n: Fanout(
        name, min(n, 1000), min(n, 1000) * messages(min(n, 1000), 1 / 200, 2, 4000), window=8,
        channels=min(n, 1000))) for n in CHANNELS}
    return makers[name]()


class Row:
    """`sides` are measured in turn; where `peers` is true, every peer besides, by the same trials."""

    def __init__(self, trials, *sides, peers=False, nchan=False):
        self.trials, self.sides, self.peers, self.nchan = trials, sides, peers, nchan


def rooms_each(channels):
    return max(1, channels // 1000)


PLAIN = (lambda lab: lab.floor(), lambda lab: lab.fanfare())
ROWS = {
    'idle': Row(['idle'], *PLAIN, peers=True),
    'window': Row(['win1_1k', 'win1_10k'], *PLAIN, peers=True),
    'saturated': Row(['sat1k', 'sat10k'], *PLAIN, peers=True),
    'many': Row(['many'], *PLAIN, peers=True),
    'burst': Row(['burst'], *PLAIN, peers=True),
    'latency': Row(['lat1k', 'lat10k'], *PLAIN, peers=True),
    # Nchan's plain handshake is what this one is held against.
    'identity': Row(['idle'], lambda lab: lab.identity(), nchan=True),
    'pings': Row(['pings'], lambda lab: lab.fanfare()),
    'reactors': Row(['win1_10k', 'lat10k'], lambda lab: lab.reactors(1), lambda lab: lab.reactors(2)),
    'publish': Row(['healthz', 'post', 'batch'], lambda lab: lab.api()),
    'inbound': Row(['inbound'], lambda lab: lab.inbound()),
    'deflate': Row(['win1_10k'], lambda lab: lab.large_json(False), lambda lab: lab.large_json(True)),
    'socketio': Row(['win1_10k'], lambda lab: lab.room(), lambda lab: lab.socket_io()),
    'pubsocketd': Row(['win1_10k'], lambda lab: lab.json(), lambda lab: lab.pubsocketd()),
    'tls': Row(['win1_1k'], lambda lab: lab.floor_tls(), lambda lab: lab.tls()),
    'start': Row(['start'], lambda lab: lab.fanfare()),
    'growth': Row([f'grow_{n}' for n in CONNECTIONS], *PLAIN),
    **{f'channels-{n}': Row([f'channels_{n}'], lambda lab: lab.floor(), lambda lab, n=n: lab.rooms(rooms_each(n)))
       for n in CHANNELS},
}
GROUPS = {'channels': [name for name in ROWS if name.startswith('channels-')]}


def rows_named(names):
    """Of a list with commas; a group stands for its rows."""
    wanted = []
    for name in names.split(','):
        wanted += GROUPS.get(name, [name])
    unknown = [name for name in wanted if name not in ROWS]
    if unknown:
        raise SystemExit(f'there is no row {unknown[0]}; there are {", ".join([*ROWS, *GROUPS])}')
    return wanted
