#!/usr/bin/env python3
"""A gate for CI: Fanfare beside the floor, at volumes that take about two minutes. Ends with status 1 and a
sentence for each bound that is not kept. Only ratios to the floor and memory are bounded, and what is over its
bound is measured again, twice at most, the best of it counts: a slow or busy machine does not fail. A trial in
which the load was the slower one, or the floor's went wrong, does not count and is measured again likewise; it fails
where none counts. A message of Fanfare's that is missing, lost, doubled or reordered fails at once."""
import sys

from measure import common_arguments, print_brief
from processes import raise_descriptor_limit
from results import overloaded, refusal_of
from rows import RAMP, trial
from servers import Lab
from trials import Bench, Fanout

# CPU per delivered message, as a multiple of the floor's.
DELIVERY_BOUND = 1.5
DELIVERIES = ('win1_1k', 'win1_10k', 'sat1k', 'sat10k', 'many')
BOUNDED = ('idle', *DELIVERIES)
BYTES_PER_CONNECTION = 1536
US_PER_HANDSHAKE = 45
HANDSHAKE_OVER_FLOOR = 3.0  # 45 us on the machine where the floor takes 15
MARGIN = 1.15  # for the CPU time of a handshake, whose trial takes a second
VOLUME = 2_000_000
ATTEMPTS = 3


def made(name):
    return Fanout(name, 10_000, hold=2, ramp=RAMP) if name == 'idle' else trial(name, VOLUME)


class Lost(Exception):
    """Of a trial: what became of its messages, its connections or its server."""


class Unread(Exception):
    """Of a trial: why nothing may be read of it, which need not be Fanfare's fault."""


class Gate:
    def __init__(self, run):
        self.run = run  # of a server's name and a trial's, a record

    def figures(self, server, name):
        record = self.run(server, name)
        reason, slow = refusal_of(record), overloaded(record)
        # Where nothing is bounded, messages are counted: how fast the load was does not matter.
        if reason is None or (reason == slow and name not in BOUNDED):
            return record['figures']
        error = Unread if server == 'floor' or reason == slow else Lost
        raise error(f'{name}, {server}: {reason}')

    def violations(self, names):
        for name in names:
            try:
                yield from self.best(name)
            except Lost as lost:
                yield str(lost)

    def best(self, name):
        """Bounds that no attempt kept; if none counts, why."""
        broken = unread = None
        for _ in range(ATTEMPTS):
            try:
                least, own = [self.figures(server, name) for server in ('floor', 'fanfare')]
            except Unread as reason:
                unread = f'{reason}, and no attempt of {ATTEMPTS} counts'
                continue
            over = dict(over_bound(name, own, least))
            broken = over if broken is None else {k: text for k, text in over.items() if k in broken}
            if not broken:
                return []
        return [unread] if broken is None else list(broken.values())


def over_bound(name, own, least):
    """What is bounded, by a key and a sentence."""
    if name in DELIVERIES:
        bound, value, reference = DELIVERY_BOUND, own['us_per_delivery'], least['us_per_delivery']
        if value > bound * reference:
            yield name, (f'{name}: {value:.2f} us per delivery is {value / reference:.2f} x the floor, '
                         f'the bound is {bound} x')
    if name == 'idle':
        if own['bytes_per_connection'] > BYTES_PER_CONNECTION:
            yield 'memory', (f'{own["bytes_per_connection"]:.0f} bytes per idle connection, '
                             f'the bound is {BYTES_PER_CONNECTION}')
        bound = MARGIN * max(US_PER_HANDSHAKE, HANDSHAKE_OVER_FLOOR * least['us_per_handshake'])
        if own['us_per_handshake'] > bound:
            yield 'handshake', f'{own["us_per_handshake"]:.1f} us per handshake, the bound is {bound:.1f}'


def main():
    options = common_arguments(__doc__).parse_args()
    raise_descriptor_limit()
    with Lab(options.tools, options.work, options.fanfare, options.set) as lab:
        bench = Bench(lab)
        servers = {server.name: server for server in (lab.floor(), lab.fanfare())}

        def run(server, name):
            record = bench.run(servers[server], made(name))
            print_brief(record)
            servers[server].settle()
            return record

        try:
            for server in servers.values():
                server.start(lab.work)
            broken = list(Gate(run).violations([*BOUNDED, 'burst']))
        finally:
            for server in servers.values():
                server.stop()
    for sentence in broken:
        print(f'the gate fails: {sentence}')
    return 1 if broken else 0


if __name__ == '__main__':
    sys.exit(main())
