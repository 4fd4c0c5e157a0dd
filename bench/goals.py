"""The goals, and whether they hold: of each pair one value, of these the median and its interval. A goal holds
where the better end of that interval does."""
from intervals import median_interval
from rows import CHANNELS, CONNECTIONS, rooms_each

TOLERANCE = 1.1  # of growth


class Figure:
    """One that is measured, by its server, trial and name."""

    def __init__(self, server, trial, name='us_per_delivery'):
        self.server, self.trial, self.name = server, trial, name

    def source(self):
        return self.server, self.trial

    def of(self, results, pair):
        return results.figure(self.server, self.trial, self.name, pair)


class Goal:
    """`value` makes one number of the figures of a pair; `bound` is the most, or with `at_least` the least,
    that it may be. `unit` goes behind it."""

    def __init__(self, what, figures, value, bound, *, at_least=False, unit='', stated=None):
        self.what, self.figures, self.value, self.bound = what, figures, value, bound
        self.at_least, self.unit, self.stated = at_least, unit, stated

    def shown_bound(self):
        return self.stated or f'{"≥" if self.at_least else "≤"} {shown(self.bound)}{self.unit}'

    def judge(self, results):
        refusals = [f'{f.server}, {f.trial}: {reason}' for f in self.figures
                    for reason in results.refusals(*f.source())]
        pairs = results.pairs([f.source() for f in self.figures])
        if refusals or not pairs:
            return Verdict(self, refusals=list(dict.fromkeys(refusals)))
        rows = [[f.of(results, pair) for f in self.figures] for pair in pairs]
        rows = [row for row in rows if None not in row]
        return Verdict(self, [self.value(*row) for row in rows], [median_interval(column)[0] for column in zip(*rows)])


class Verdict:
    def __init__(self, goal, values=(), medians=(), refusals=()):
        self.goal, self.values, self.medians, self.refusals = goal, values, list(medians), refusals
        self.median, self.low, self.high = median_interval(values) if values else (None, None, None)

    def holds(self):
        if not self.values:
            return None
        return self.high >= self.goal.bound if self.goal.at_least else self.low <= self.goal.bound


def shown(value):
    if value is None:
        return '–'
    if abs(value) >= 1000:
        return f'{value:,.0f}'
    return f'{value:.0f}' if abs(value) >= 100 else f'{value:.1f}' if abs(value) >= 20 else f'{value:.2f}'


def ratio(what, subject, reference, bound):
    return Goal(what, [subject, reference], lambda a, b: a / b, bound, unit=' ×')


def plain(what, subject, bound, unit, **options):
    return Goal(what, [subject], lambda a: a, bound, unit=unit, **options)


def against_floor(what, trial, bound, name='us_per_delivery'):
    return ratio(what, Figure('fanfare', trial, name), Figure('floor', trial, name), bound)


class WorstOf:
    """Goals that hold together or not at all: judged is the one that is kept least."""

    def __init__(self, goals):
        self.goals = goals

    def judge(self, results):
        verdicts = [goal.judge(results) for goal in self.goals]
        lacking = [verdict for verdict in verdicts if not verdict.values]
        return lacking[0] if lacking else max(verdicts, key=lambda verdict: verdict.median)


def steady(what, sizes, figures_at, middle):
    """The ratio to the floor at each size against that at the middle one; the worst, whichever way. Of each size by
    itself: the worst of each pair would be above any bound by chance alone."""
    def grown(own, floor, own_middle, floor_middle):
        return own / floor / (own_middle / floor_middle)

    def shrunk(*figures):
        return 1 / grown(*figures)

    return WorstOf([Goal(f'{what}: ratio to the floor, {size:,} against {middle:,}',
                         [*figures_at(size), *figures_at(middle)], way, TOLERANCE, unit=' ×', stated='± 10 %')
                    for size in sizes if size != middle for way in (grown, shrunk)])


def line_of(few, many, *held):
    """What there is for any number of connections, and for each more: by what each takes of few and of many."""
    less, more = few * held[0], many * held[1]
    slope = (more - less) / (many - few)
    return less - slope * few, slope


def bend(*held):
    """How far the memory of the most connections is from a line through those of 1,000 and 10,000."""
    few, many, most = CONNECTIONS[1:]
    constant, slope = line_of(few, many, *held[:2])
    expected = constant + slope * most
    return max(held[2] * most / expected, expected / (held[2] * most))


def on(server, trial, name='us_per_delivery'):
    return Figure(server, trial, name)


GOALS = [
    against_floor('CPU per delivery, 1,000 subscribers, one message at a time', 'win1_1k', 1.10),
    against_floor('the same, 10,000 subscribers', 'win1_10k', 1.10),
    against_floor('1,000 subscribers, saturated', 'sat1k', 1.4),
    against_floor('10,000 subscribers, saturated', 'sat10k', 1.10),
    against_floor('5,000 channels with two subscribers each', 'many', 1.25),
    against_floor('latency, 1,000 subscribers, 20 messages a second: half of all', 'lat1k', 1.15, 'p50_ms'),
    against_floor('99 of 100', 'lat1k', 1.15, 'p99_ms'),
    against_floor('latency, 10,000 subscribers, 2 messages a second: half of all', 'lat10k', 1.15, 'p50_ms'),
    against_floor('99 of 100', 'lat10k', 1.15, 'p99_ms'),
    plain('resident memory per idle connection, two channels and an identity',
          on('fanfare-identity', 'idle', 'bytes_per_connection'), 600, ' bytes'),
    Goal("CPU per handshake with cookie, policy and two subscriptions, more than Nchan's plain one",
         [on('fanfare-identity', 'idle', 'us_per_handshake'), on('nchan', 'idle', 'us_per_handshake')],
         lambda a, b: a - b, 10, unit=' µs'),
    plain('10,000 idle connections, pinged every 25 s: CPU per connection and second',
          on('fanfare', 'pings', 'us_per_connection_second'), 1, ' µs'),
    ratio('two reactors against one (which share both cores with the load): CPU per delivery',
          on('fanfare-2-reactors', 'win1_10k'), on('fanfare-1-reactors', 'win1_10k'), 1.1),
    ratio('latency, 10,000 subscribers: half of all', on('fanfare-2-reactors', 'lat10k', 'p50_ms'),
          on('fanfare-1-reactors', 'lat10k', 'p50_ms'), 0.7),
    ratio('99 of 100', on('fanfare-2-reactors', 'lat10k', 'p99_ms'), on('fanfare-1-reactors', 'lat10k', 'p99_ms'), 0.7),
    ratio('`POST /api/publish`, 100 connections, against `GET /healthz`: CPU per request',
          on('fanfare-api', 'post', 'us_per_request'), on('fanfare-api', 'healthz', 'us_per_request'), 1.5),
    plain('a batch of 100: CPU per message', on('fanfare-api', 'batch', 'us_per_message'), 4, ' µs'),
    plain('messages from clients to Redis, per second of CPU',
          on('fanfare-inbound', 'inbound', 'messages_per_cpu_second'), 150_000, '', at_least=True),
    ratio('permessage-deflate, JSON of 1 kB, 10,000 subscribers, against uncompressed',
          on('fanfare-deflate', 'win1_10k'), on('fanfare-1k', 'win1_10k'), 1.3),
    ratio('Socket.IO against raw, 10,000 subscribers', on('fanfare-socketio', 'win1_10k'),
          on('fanfare-room', 'win1_10k'), 1.2),
    ratio('JSON encoded again as by pubsocketd, against raw', on('fanfare-pubsocketd', 'win1_10k'),
          on('fanfare-json', 'win1_10k'), 1.2),
    ratio("TLS 1.3 against the floor's, 1,000 subscribers", on('fanfare-tls', 'win1_1k'),
          on('floor-tls', 'win1_1k'), 1.15),
    plain('start to first accepted connection', on('fanfare', 'start', 'start_ms'), 50, ' ms'),
    plain('the program, its own code, stripped', on('fanfare', 'start', 'binary_mb'), 5, ' MB'),
    steady('100 to 18,000 connections', CONNECTIONS,
           lambda n: [on('fanfare', f'grow_{n}'), on('floor', f'grow_{n}')], 1000),
    steady('10 to 100,000 channels', CHANNELS,
           lambda n: [on(f'fanfare-{rooms_each(n)}-rooms', f'channels_{n}'), on('floor', f'channels_{n}')], 1000),
    Goal('memory at 18,000 connections, against a line through 1,000 and 10,000',
         [on('fanfare', f'grow_{n}', 'bytes_per_connection') for n in CONNECTIONS[1:]], bend,
         TOLERANCE, unit=' ×', stated='linear, ± 10 %'),
]
