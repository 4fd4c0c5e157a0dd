"""The table of a measurement, and the bounds that the figures must keep."""
import statistics

DELIVERY_TRIALS = ['win1_1k', 'win1_10k', 'sat1k', 'sat10k', 'many', 'lat1k', 'lat10k']
# CPU per delivered message, as a multiple of the floor's in the same run.
DELIVERY_BOUNDS = {'win1_1k': 1.5, 'win1_10k': 1.5, 'sat1k': 2.0, 'sat10k': 1.5, 'many': 2.5}
KIB_PER_CONNECTION = 1.5
US_PER_HANDSHAKE = 45
HANDSHAKE_OVER_NCHAN = 2.5
HANDSHAKE_OVER_FLOOR = 3.0  # where Nchan is not measured: 45 us on the machine where floor takes 15


class Report:
    def __init__(self, records):
        self.records = records

    def of(self, server, trial=None):
        return [r for r in self.records
                if r['server'] == server and trial in (None, r['trial']) and r['load'].get('connected')]

    def median(self, server, trial, value):
        values = [v for v in map(value, self.of(server, trial)) if v is not None]
        return statistics.median(values) if values else None

    def per_delivery(self, server, trial):
        return self.median(server, trial, lambda r: r['us_per_delivery'])

    def per_handshake(self, server):
        return self.median(server, 'idle', lambda r: r['us_per_handshake'])

    def per_connection(self, server):
        return self.median(server, 'idle', lambda r: r['kib_per_connection'])

    def disorder(self, server):
        """What was not delivered, and what was lost, doubled or reordered."""
        return [sum(r['load'].get(k) or 0 for r in self.of(server))
                for k in ('missing', 'lost', 'dup', 'reordered')]

    def table(self, servers):
        heads = ['', 'KiB/connection', 'us/handshake']
        heads += [f'us/delivery {t}' for t in DELIVERY_TRIALS]
        heads += ['lat1k p50/p99 ms', 'lat10k p50/p99 ms', 'missing/lost/doubled/reordered']
        lines = ['| ' + ' | '.join(heads) + ' |', '|---|' + '--:|' * (len(heads) - 1)]
        lines += ['| ' + ' | '.join(self.row(s)) + ' |' for s in servers]
        return '\n'.join(lines)

    def row(self, server):
        cells = [server, shown(self.per_connection(server)), shown(self.per_handshake(server), 1)]
        cells += [self.delivery_cell(server, trial) for trial in DELIVERY_TRIALS]
        for trial in ('lat1k', 'lat10k'):
            p50 = self.median(server, trial, lambda r: r['load']['lat_p50_us'] / 1000)
            p99 = self.median(server, trial, lambda r: r['load']['lat_p99_us'] / 1000)
            cells.append(f'{shown(p50, 1)}/{shown(p99, 1)}')
        return cells + ['/'.join(map(str, self.disorder(server)))]

    def delivery_cell(self, server, trial):
        value, least = self.per_delivery(server, trial), self.per_delivery('floor', trial)
        if value is None or not least or server == 'floor':
            return shown(value)
        return f'{value:.2f} ({value / least:.2f}x)'

    def violations(self, margin):
        """Each bound that Fanfare does not keep, as a sentence; `margin` widens those on time."""
        yield from self.slow_deliveries(margin)
        yield from self.costly_connections(margin)
        missing, lost, doubled, reordered = self.disorder('fanfare')
        if missing or lost or doubled or reordered:
            yield f'missing {missing}, lost {lost}, doubled {doubled}, reordered {reordered}'
        failed = sum(r['load'].get('failed') or 0 for r in self.of('fanfare'))
        if failed:
            yield f'{failed} handshakes failed'

    def slow_deliveries(self, margin):
        for trial, bound in DELIVERY_BOUNDS.items():
            value, least = self.per_delivery('fanfare', trial), self.per_delivery('floor', trial)
            if value is not None and least and value > bound * margin * least:
                yield (f'{trial}: {value:.2f} us per delivery is {value / least:.2f} x the floor, '
                       f'the bound is {bound} x')

    def costly_connections(self, margin):
        memory = self.per_connection('fanfare')
        if memory is not None and memory > KIB_PER_CONNECTION:
            yield f'{memory:.2f} KiB per idle connection, the bound is {KIB_PER_CONNECTION}'
        spent, nchan, least = map(self.per_handshake, ('fanfare', 'nchan', 'floor'))
        other = HANDSHAKE_OVER_NCHAN * nchan if nchan else HANDSHAKE_OVER_FLOOR * (least or 0)
        bound = max(US_PER_HANDSHAKE, other) * margin
        if spent is not None and spent > bound:
            yield f'{spent:.1f} us per handshake, the bound is {bound:.1f}'


def shown(value, digits=2):
    return '-' if value is None else f'{value:.{digits}f}'
