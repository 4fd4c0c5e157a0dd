"""Records of trials, a line of JSON each: which count, and what may be read of them.

A record has server, trial, pair, figures, and what is needed to judge it. A later run's records of a server
in a trial take the place of the earlier ones', so that a long run can be made in parts."""
import gzip
import json
import os

TOO_BUSY = 0.9


def refusal_of(record):
    """Why nothing may be read of it; None if all is well."""
    load, publisher = record.get('load', {}), record.get('publisher', {})
    if record.get('not_to_be_had') or record.get('not_measured'):
        return record.get('not_to_be_had') or record['not_measured']
    if 'died' in record:
        return f'the server died: {record["died"]}'
    if 'clients' in record and load.get('connected') != record['clients']:
        return f'{load.get("connected") or 0} of {record["clients"]} clients came in'
    return unaccounted(record, load, publisher) or overloaded(record)


def unaccounted(record, load, publisher):
    disorder = {name: load.get(key) for name, key in
                (('lost', 'lost'), ('doubled', 'dup'), ('reordered', 'reordered'), ('missing', 'missing'),
                 ('connections closed', 'closed'), ('protocol errors', 'protocol_errors')) if load.get(key)}
    if disorder:
        return ', '.join(f'{count} {name}' for name, count in disorder.items())
    arrived = record.get('arrived', load.get('msgs', 0))
    if arrived != record['expected']:
        return f'{arrived} of {record["expected"]} messages arrived'
    if publisher.get('errors'):
        return f'{publisher["errors"]} messages were refused'
    if record['server'].endswith('-deflate') and load.get('compressed') != record['expected']:
        return f'{load.get("compressed")} of {record["expected"]} messages were compressed'
    return None


def overloaded(record):
    """Whether the load was the slower one, so that the figure is the load's rather than the server's."""
    load, server = record.get('load_busy', 0), record.get('server_busy', 0)
    if load > TOO_BUSY >= server:
        return f'the load was {load:.0%} busy, the server {server:.0%}'
    return None


class Results:
    """The records in some files; of each server and trial those of the last run that has any. Those in which the load
    was the slower one are left out, unless there are as many of them as of others: then it was not the machine."""

    def __init__(self, *paths):
        self.paths = paths
        self.records, self.machines, self.left_out = [], [], []
        last = {}
        for record in self.lines():
            if 'machine' in record:
                self.machines.append(record)
                continue
            of = record['server'], record['trial']
            last[of] = max(last.get(of, 0), record['run'])
            self.records.append(record)
        self.records = [r for r in self.records if last[r['server'], r['trial']] == r['run']]
        runs = {r['run'] for r in self.records}
        self.machines = [machine for machine in self.machines if machine['run'] in runs]
        self.left_out = [r for r in self.records if overloaded(r) and self.is_exception(r)]
        self.records = [r for r in self.records if r not in self.left_out]
        self.index = {(r['server'], r['trial'], r['pair']): r for r in self.records}

    def is_exception(self, record):
        judged = [bool(overloaded(one)) for one in self.of(record['server'], record['trial'])]
        return 2 * sum(judged) < len(judged)

    def lines(self):
        """Each once: a file may hold what another one does."""
        seen = set()
        for path in filter(os.path.exists, self.paths):
            with gzip.open(path, 'rt') if path.endswith('.gz') else open(path) as file:
                for line in file:
                    if line not in seen:
                        seen.add(line)
                        yield json.loads(line)

    def keep(self, path):
        """Writes all records that count, with the machines they were made on; compressed, and the same bytes for the
        same records."""
        lines = ''.join(json.dumps(record) + '\n' for record in [*self.machines, *self.records, *self.left_out])
        with open(path, 'wb') as file:
            file.write(gzip.compress(lines.encode(), mtime=0))

    def of(self, server, trial):
        return [r for r in self.records if (r['server'], r['trial']) == (server, trial)]

    def servers(self):
        return list(dict.fromkeys(r['server'] for r in self.records))

    def pairs(self, servers_and_trials):
        """The numbers of the pairs in which all of these were measured, in one run."""
        found = [{(r['run'], r['pair']) for r in self.of(*wanted)} for wanted in servers_and_trials]
        return [pair for _, pair in sorted(set.intersection(*found))] if found else []

    def refusals(self, server, trial):
        return [reason for reason in map(refusal_of, self.of(server, trial)) if reason]

    def figure(self, server, trial, name, pair):
        return self.index[server, trial, pair]['figures'].get(name)

    def figures(self, server, trial, name):
        """Of all pairs; none where one of them was refused."""
        if self.refusals(server, trial):
            return []
        values = [r['figures'].get(name) for r in self.of(server, trial)]
        return [value for value in values if value is not None]


def append(path, record):
    with open(path, 'a') as file:
        file.write(json.dumps(record) + '\n')
