#!/usr/bin/env python3
"""Makes the tables of docs/benchmarks.md, between its markers, and the plots beside it, of what measure.py
read, and keeps the records beside these. What was not measured again is taken from those that were kept. Prints
the goals; ends with status 1 where one does not hold or has a figure that was refused."""
import argparse
import os
import sys

import plots
from goals import GOALS, line_of, shown
from intervals import median_interval
from peers import NAMES, peers_named
from peers import shown as shown_name
from results import Results, refusal_of
from rows import CHANNELS, CONNECTIONS, MOST, rooms_each

BEGIN, END = '<!-- made by bench/report.py: begin -->', '<!-- made by bench/report.py: end -->'
COLUMNS = [('KiB/connection', 'idle', 'bytes_per_connection', 1024), ('µs/handshake', 'idle', 'us_per_handshake', 1),
           ('1k, one at a time', 'win1_1k', 'us_per_delivery', 1), ('10k', 'win1_10k', 'us_per_delivery', 1),
           ('1k saturated', 'sat1k', 'us_per_delivery', 1), ('10k', 'sat10k', 'us_per_delivery', 1),
           ('5,000 channels × 2', 'many', 'us_per_delivery', 1),
           ('1k × 20/s', 'lat1k', 'us_per_delivery', 1), ('10k × 2/s', 'lat10k', 'us_per_delivery', 1)]
LATENCIES = [('1k × 20/s p50/p99 ms', 'lat1k'), ('10k × 2/s', 'lat10k')]
ENOUGH = 10  # pairs
SERVERS = ['floor', 'fanfare', *map(shown_name, NAMES)]


def grown_connections(count):
    """Server and trial, of the floor and of Fanfare."""
    return [('floor', f'grow_{count}'), ('fanfare', f'grow_{count}')]


def grown_channels(count):
    return [('floor', f'channels_{count}'), (f'fanfare-{rooms_each(count)}-rooms', f'channels_{count}')]


class Report:
    def __init__(self, results):
        self.results = results
        self.verdicts = [goal.judge(results) for goal in GOALS]
        self.notes = []

    def median(self, server, trial, name, divisor=1):
        values = self.results.figures(server, trial, name)
        return median_interval(values)[0] / divisor if values else None

    def goals_table(self):
        lines = ['| | goal | measured | interval | pairs | holds |', '|---|--:|--:|--:|--:|---|']
        for verdict in self.verdicts:
            lines.append('| ' + ' | '.join(self.goal_row(verdict)) + ' |')
        return '\n'.join(lines)

    @staticmethod
    def goal_row(verdict):
        goal = verdict.goal
        if not verdict.values:
            return [goal.what, goal.shown_bound(), 'refused' if verdict.refusals else 'not measured', '', '', '']
        behind = ''
        if len(verdict.medians) == 2:
            behind = f' ({shown(verdict.medians[0])} against {shown(verdict.medians[1])})'
        return [goal.what, goal.shown_bound(), f'**{shown(verdict.median)}{goal.unit}**{behind}',
                f'{shown(verdict.low)} to {shown(verdict.high)}', str(len(verdict.values)),
                ('yes' if verdict.holds() else '**no**') + (', by too few pairs' if len(verdict.values) < ENOUGH else '')]

    def servers_table(self):
        heads = ['', *(head for head, *_ in COLUMNS), *(head for head, _ in LATENCIES)]
        lines = ['| ' + ' | '.join(heads) + ' |', '|---|' + '--:|' * (len(heads) - 1)]
        lines += ['| ' + ' | '.join(self.server_row(server)) + ' |' for server in SERVERS]
        return '\n'.join(lines)

    def server_row(self, server):
        cells = [self.cell(server, trial, [(name, divisor)]) for _, trial, name, divisor in COLUMNS]
        cells += [self.cell(server, trial, [('p50_ms', 1), ('p99_ms', 1)]) for _, trial in LATENCIES]
        return [server, *cells]

    def cell(self, server, trial, figures):
        """The medians; where there are none, why, in a note."""
        reasons = self.results.refusals(server, trial)
        records = self.results.of(server, trial)
        if records and records[0].get('not_measured'):
            return self.noted('–', server, trial, f'not measured: it {records[0]["not_measured"]}')
        if any('not_to_be_had' in record for record in records):
            return self.noted('not to be had', server, trial, reasons[0])
        if reasons:
            return self.noted('refused', server, trial,
                              f'{len(reasons)} of {len(records)} refused, for one: {reasons[0]}')
        if not records:
            return ''
        if trial == 'idle' and records[0]['clients'] < MOST:
            self.noted('', server, trial, f'with {records[0]["clients"]:,} connections')
        return '/'.join(shown(self.median(server, trial, name, divisor)) for name, divisor in figures)

    def noted(self, text, server, trial, reason):
        note = f'- {server}, `{trial}`: {reason}'
        if note not in self.notes:
            self.notes.append(note)
        return text

    def growth_tables(self):
        cost = ('us_per_delivery', 'µs per delivery')
        memory = ('bytes_per_connection', 'bytes per connection')
        return (self.growth_table('connections', CONNECTIONS, grown_connections, [cost, memory]) + '\n\n'
                + self.growth_table('channels', CHANNELS, grown_channels, [cost]))

    def growth_table(self, what, sizes, sources, figures):
        lines = [f'| {what} | ' + ' | '.join(f'{n:,}' for n in sizes) + ' |', '|---|' + '--:|' * len(sizes)]
        for side, name in enumerate(('floor', 'fanfare')):
            for figure, text in figures:
                cells = [shown(self.median(*sources(n)[side], figure)) for n in sizes]
                lines.append(f'| {name}, {text} | ' + ' | '.join(cells) + ' |')
        return '\n'.join(lines)

    def machine(self):
        if not self.results.machines:
            return ''
        last = self.results.machines[-1]
        told = last['machine']
        scales = {r['scale'] for r in self.results.records if 'scale' in r} - {1.0}
        dates = sorted({one['machine']['date'] for one in self.results.machines})
        when = dates[0] if len(dates) == 1 else f'{dates[0]} to {dates[-1]}'
        loads = max(one['machine']['load'] for one in self.results.machines)
        text = (f"{told['cores']} cores of {told['cpu']}, Linux {told['kernel']}, {when}; load average when a run "
                f"began: {loads:.1f} at most. All records: [records.jsonl.gz](benchmarks/records.jsonl.gz).")
        return text + (' **Volumes were cut short: a try, no measurement.**' if scales else '')

    def text(self, folder):
        versions = '; '.join(f'{shown_name(p.name)} is {p.version}' for p in peers_named(NAMES, 'unused'))
        plots_shown = '\n\n'.join(f'![{title}](benchmarks/{name}.svg)' for name, title in self.write_plots(folder))
        parts = [f'Made by `bench/run.sh` on {self.machine()}', '### Goals', self.goals_table()]
        refused = list(dict.fromkeys(r for verdict in self.verdicts for r in verdict.refusals))
        if refused:
            parts.append('Refused:\n\n' + '\n'.join(f'- {reason}' for reason in refused))
        parts += ['### Beside others', 'CPU µs per delivered message where nothing else is said; medians.',
                  self.servers_table(), f'The peers: {versions}.']
        for one in self.results.left_out:
            self.noted('', one['server'], one['trial'], f'a trial is left out: {refusal_of(one)}')
        if self.notes:
            parts.append('\n'.join(self.notes))
        parts += ['### Growth', self.growth_tables(), self.memory_line(), plots_shown]
        return '\n\n'.join(part for part in parts if part)

    def memory_line(self):
        few, many = CONNECTIONS[1], CONNECTIONS[2]
        held = [self.median('fanfare', f'grow_{n}', 'bytes_per_connection') for n in (few, many)]
        if None in held:
            return ''
        constant, slope = line_of(few, many, *held)
        return (f"Fanfare's memory, by a line through {few:,} and {many:,} connections: {constant / 1024:,.0f} KiB, however "
                f'many there are, and {slope:,.0f} bytes for each.')

    def write_plots(self, folder):
        os.makedirs(folder, exist_ok=True)
        made = []
        for name, title, svg in self.drawn():
            if svg:
                with open(f'{folder}/{name}.svg', 'w') as file:
                    file.write(svg)
                made.append((name, title))
        return made

    def drawn(self):
        title = 'CPU time per delivered message'
        yield 'delivery', title, self.bars(title, [(t, 'us_per_delivery', 1, f'{h} (µs)') for t, h in (
            ('win1_1k', '1,000 subscribers, one message at a time'), ('sat1k', '1,000 subscribers, 64 under way'),
            ('win1_10k', '10,000 subscribers, one message at a time'), ('sat10k', '10,000 subscribers, 16 under way'),
            ('many', '5,000 channels with two subscribers each'))])
        title = 'Latency'
        yield 'latency', title, self.bars(title, [
            (trial, name, 1, f'{load}, {share} (ms)') for trial, load in (('lat1k', '1,000 subscribers × 20 a second'),
                                                                          ('lat10k', '10,000 × 2 a second'))
            for name, share in (('p50_ms', 'half of all'), ('p99_ms', '99 of 100'))])
        title = 'An idle connection'
        yield 'connection', title, self.bars(title, [
            ('idle', 'bytes_per_connection', 1024, 'resident memory (KiB)'),
            ('idle', 'us_per_handshake', 1, 'CPU time of its handshake (µs)')])
        title = 'CPU time per delivered message as connections grow'
        yield 'connections', title, self.growth(title, CONNECTIONS, grown_connections)
        title = 'CPU time per delivered message as channels grow'
        yield 'channels', title, self.growth(title, CHANNELS, grown_channels)

    def bars(self, title, wanted):
        groups = []
        for trial, name, divisor, headline in wanted:
            entries = [(s, self.median(s, trial, name, divisor)) for s in SERVERS if self.results.of(s, trial)]
            if any(value is not None for _, value in entries):
                groups.append((headline, entries))
        return plots.bars(title, groups) if groups else None

    def growth(self, title, sizes, sources):
        columns = [[self.median(server, trial, 'us_per_delivery') for server, trial in sources(n)] for n in sizes]
        series = [(name, list(values)) for name, values in zip(('floor', 'fanfare'), zip(*columns))]
        series = [(name, values) for name, values in series if any(v is not None for v in values)]
        return plots.lines(title, 'µs', sizes, series) if series else None


def put_between_markers(path, text):
    with open(path) as file:
        page = file.read()
    before, rest = page.split(BEGIN)
    with open(path, 'w') as file:
        file.write(f'{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--results', default='build/bench/results.jsonl', help='what measure.py wrote')
    parser.add_argument('--page', default='docs/benchmarks.md', help='where the tables go, between markers')
    options = parser.parse_args()
    folder = os.path.splitext(options.page)[0]
    kept = f'{folder}/records.jsonl.gz'
    results = Results(kept, options.results)
    report = Report(results)
    put_between_markers(options.page, report.text(folder))
    results.keep(kept)
    print(report.goals_table())
    return 0 if all(v.holds() for v in report.verdicts if v.values or v.refusals) else 1


if __name__ == '__main__':
    sys.exit(main())
