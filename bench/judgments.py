"""Checks what is made of figures: what is refused, how sure a median is, which run counts, and the gate."""
import json
import os
import tempfile

import report
from gate import Gate
from goals import Figure, Goal
from intervals import median_interval
from results import Results, append, refusal_of

GOOD_LOAD = {'connected': 10, 'msgs': 100, 'missing': 0, 'lost': 0, 'dup': 0, 'reordered': 0, 'closed': 0,
             'protocol_errors': 0}


def record(server='fanfare', trial='win1_1k', pair=0, *, load=None, value=1.0, run=1, **more):
    return {'server': server, 'trial': trial, 'pair': pair, 'run': run, 'clients': 10, 'expected': 100,
            'figures': {'us_per_delivery': value}, 'load': {**GOOD_LOAD, **(load or {})}, 'publisher': {},
            'server_busy': 0.5, 'load_busy': 0.5, **more}


def results_of(*records):
    with tempfile.TemporaryDirectory() as folder:
        path = f'{folder}/results.jsonl'
        for one in records:
            append(path, one)
        return Results(path)


def refuses(check):
    check('a good record is not refused', refusal_of(record()) is None, refusal_of(record()))
    bad = {'a lost message': record(load={'lost': 1}), 'a doubled one': record(load={'dup': 1}),
           'a reordered one': record(load={'reordered': 1}), 'one too few': record(load={'msgs': 99}),
           'one too many': record(load={'msgs': 101}), 'a closed connection': record(load={'closed': 1}),
           'a client that did not come in': record(load={'connected': 9}),
           'no report at all': {**record(), 'load': {}}, 'a server that died': record(died='terminate'),
           'a publisher that was refused': record(publisher={'errors': 1}),
           'messages that did not reach Redis': record(arrived=99),
           'what should be compressed and is not': record('fanfare-deflate', load={'compressed': 99}),
           'a load that was the slower one': record(load_busy=0.95, server_busy=0.7)}
    for what, one in bad.items():
        check(f'refused: {what}', refusal_of(one) is not None, one)
    both = record(load_busy=0.95, server_busy=0.95)
    check('both busy is not refused', refusal_of(both) is None, refusal_of(both))


def finds_intervals(check):
    for count, ranks in ((1, (1, 1)), (5, (1, 5)), (8, (1, 8)), (10, (2, 9)), (20, (6, 15))):
        _, low, high = median_interval(range(1, count + 1))
        check(f'interval of {count}', (low, high) == ranks, (low, high))


def merges(check):
    results = results_of(record(run=1, value=1), record(run=1, pair=1, value=2), record('floor', run=1),
                         record(run=2, value=3))
    check('a later run takes the place of an earlier one',
          results.figures('fanfare', 'win1_1k', 'us_per_delivery') == [3], results.records)
    pairs = results.pairs([('fanfare', 'win1_1k'), ('floor', 'win1_1k')])
    check('figures of two runs make no pair', pairs == [], pairs)


def tells_memory(check):
    held = {1000: 1500, 10_000: 600}
    told = report.Report(results_of(*[
        {**record(trial=f'grow_{n}'), 'figures': {'bytes_per_connection': each}} for n, each in held.items()])).memory_line()
    check('memory for any number of connections and for each', ': 977 KiB,' in told and ' 500 bytes for each' in told, told)


def judges(check):
    goal = Goal('', [Figure('fanfare', 'win1_1k'), Figure('floor', 'win1_1k')], lambda a, b: a / b, 1.1)

    def verdict(ratios, **more):
        records = [one for pair, ratio in enumerate(ratios)
                   for one in (record(pair=pair, value=ratio, **more), record('floor', pair=pair))]
        return goal.judge(results_of(*records))

    check('holds where the lower end does', verdict([1.05, *[1.2] * 8, 1.05]).holds() is True, 'no')
    check('does not hold where it does not', verdict([1.05, *[1.2] * 9]).holds() is False, 'yes')
    refused = verdict([1.0] * 10, load={'lost': 1})
    check('is not judged by what is refused', refused.holds() is None and refused.refusals, refused.values)
    def slow(count):
        records = [record(pair=pair, load_busy=0.95 if pair < count else 0.5, server_busy=0.7) for pair in range(10)]
        return goal.judge(results_of(*records, *(record('floor', pair=pair) for pair in range(10))))

    check('a trial in which the load was slow is left out', len(slow(2).values) == 8, slow(2).values)
    check('but not half of them', slow(5).holds() is None and slow(5).refusals, slow(5).values)
    few = report.Report.goal_row(verdict([1.0] * 9))
    check('nine pairs are too few', few[-1] == 'yes, by too few pairs', few)
    table = report.Report.goal_row(refused)
    check('and the table says so', 'refused' in table, table)


def gates(check):
    def ran(values, floor_loses=0, **more):
        left, losing = list(values), ['floor'] * floor_loses

        def run(server, name):
            if server == 'floor':
                return record('floor', name, load={'lost': 1}) if losing and losing.pop() else record('floor', name)
            return record(trial=name, value=left.pop(0), **more)

        return list(Gate(run).violations(['win1_1k']))

    check('the gate passes by the best of three', ran([9, 9, 1.4]) == [], ran([9, 9, 1.4]))
    check('and fails after three', len(ran([9, 9, 9])) == 1, 'passed')
    check('and beyond 1.5 times the floor', len(ran([1.51, 1.51, 1.51])) == 1, 'passed')
    lost = ran([1.0], load={'lost': 1})
    check('and at once where a message is lost', len(lost) == 1 and 'lost' in lost[0], lost)
    check('where the floor loses one it is measured again', ran([1.0], floor_loses=2) == [], ran([1.0], floor_loses=2))
    lost = ran([1.0], floor_loses=3)
    check('but for the third time it fails', len(lost) == 1 and 'floor' in lost[0], lost)


def gates_slow_loads(check):
    def ran(slow, name='win1_1k', **more):
        """Of so many trials of the floor's and of Fanfare's in which the load was the slower one."""
        left = dict(slow)

        def run(server, trial):
            left[server] = left.get(server, 0) - 1
            busy = {'load_busy': 0.95, 'server_busy': 0.7} if left[server] >= 0 else {}
            return record(server, trial, **busy, **(more if server == 'fanfare' else {}))

        return list(Gate(run).violations([name]))

    for server in ('floor', 'fanfare'):
        again = ran({server: 2})
        check(f'where the load was slower than {server} it is measured again', again == [], again)
        slow = ran({server: 3})
        check('but for the third time it fails and says why',
              slow == [f'win1_1k, {server}: the load was 95% busy, the server 70%, and no attempt of 3 counts'], slow)
    in_turn = ran({'floor': 1, 'fanfare': 2})
    check('no matter whose it was', len(in_turn) == 1 and 'the load was' in in_turn[0], in_turn)
    over = ran({'fanfare': 2}, value=9)
    check('the one attempt that counts is held to its bound', len(over) == 1 and '9.00 us' in over[0], over)
    lost = ran({'fanfare': 1}, load={'lost': 1})
    check('a lost message fails at once, the load being slow or not', len(lost) == 1 and '1 lost' in lost[0], lost)
    burst = ran({'floor': 3, 'fanfare': 3}, name='burst')
    check('a burst, of which messages are counted, has no need of a fast load', burst == [], burst)
    died = ran({}, died='terminate')
    check('a server that died fails', len(died) == 1 and 'died' in died[0], died)


def keeps(check):
    machine = {'machine': {'cpu': 'a'}}
    with tempfile.TemporaryDirectory() as folder:
        made, kept = f'{folder}/results.jsonl', f'{folder}/kept.jsonl.gz'
        for one in ({**machine, 'run': 1}, record(run=1), record('floor', run=1), {**machine, 'run': 2},
                    record('floor', run=2, value=2), record('floor', pair=1, run=2, load_busy=0.95),
                    record('floor', pair=2, run=2)):
            append(made, one)
        Results(made).keep(kept)
        both, alone = Results(kept, made), Results(kept)
        check('what counts is kept, and what was left out of it', alone.records == both.records
              and alone.left_out == both.left_out and len(alone.left_out) == 1 and len(alone.records) == 3, alone.records)
        check('and the machines of all runs that count', [one['run'] for one in alone.machines] == [1, 2], alone.machines)
        os.unlink(made)
        append(made, record('floor', run=3, value=3))
        later = Results(kept, made)
        check('a part that is measured again takes the place of what was kept',
              later.figures('floor', 'win1_1k', 'us_per_delivery') == [3] and later.of('fanfare', 'win1_1k'), later.records)


def writes(check):
    with tempfile.TemporaryDirectory() as folder:
        page = f'{folder}/page.md'
        with open(page, 'w') as file:
            file.write(f'by hand\n{report.BEGIN}\nold\n{report.END}\nby hand, too\n')
        made = report.Report(results_of(
            *(record(server, trial) for server in ('floor', 'fanfare') for trial in ('win1_1k', 'sat1k')),
            record('floor', 'channels_100000', value=7), record('fanfare-100-rooms', 'channels_100000', value=8),
            record(trial='lat1k', value=9),
            record('ws4redis', not_to_be_had='pip has no network')))
        report.put_between_markers(page, made.text(f'{folder}/plots'))
        with open(page) as file:
            text = file.read()
        check('text by hand stays', text.startswith('by hand\n') and text.endswith('by hand, too\n'), text)
        check('what was made before goes', '\nold\n' not in text, text)
        check('a peer that is missing is named', 'not to be had' in text and 'pip has no network' in text, text)
        rows = [[cell.strip() for cell in line.strip('|').split('|')] for line in text.splitlines()]
        named = {row[0]: row for row in rows if len(row) > 3}
        check('what a delivery costs as channels grow is told', named['floor, µs per delivery'][5] == '7.00'
              and named['fanfare, µs per delivery'][5] == '8.00', named)
        check('and where messages come at leisure', named['fanfare'][8] == '9.00', named)
        plots = sorted(os.listdir(f'{folder}/plots'))
        check('plots are made', plots == ['channels.svg', 'delivery.svg'], plots)


def check_judgments(check):
    for part in (refuses, finds_intervals, merges, keeps, tells_memory, judges, gates, gates_slow_loads, writes):
        part(check)


def judged(got, expected):
    """Of a report of wsload, as a trial would have recorded it."""
    return refusal_of({'server': 'scripted', 'trial': 'scripted', 'clients': got['clients'], 'expected': expected,
                       'load': json.loads(json.dumps(got))})
