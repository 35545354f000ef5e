# SPDX-License-Identifier: Apache-2.0
"""How many persons some evidence shows, computed anew from the rules and
slowly: what the ledger is held against. A record is a set of (category,
value); identity numbers are unique, a person has at most two values of any
other category."""

IDENTITY = {"id", "passport"}


def limit(category):
    return 1 if category in IDENTITY else 2


def split(record):
    """A record that contradicts itself is one for each doubtful value."""
    by = {}
    for category, value in record:
        by.setdefault(category, set()).add(value)
    doubtful = [(c, v) for c in by if len(by[c]) > limit(c) for v in by[c]]
    rest = frozenset(i for i in record if len(by[i[0]]) <= limit(i[0]))
    return [rest | {d} for d in doubtful] or [rest]


def too_many(ids):
    by = {}
    for category, value in ids:
        by.setdefault(category, set()).add(value)
    return any(len(v) > limit(c) for c, v in by.items())


def shared_of(records):
    met, shared = {}, set()
    for r in records:
        for i in r:
            met.setdefault(i, set()).update(r)
    for i, others in met.items():
        by = {}
        for o in others:
            by.setdefault(o[0], set()).add(o)
        for category, values in by.items():
            if len(values) <= limit(category):
                continue
            if i[0] in IDENTITY and category not in IDENTITY:
                shared |= values  # the number stays what it is
            else:
                shared.add(i)
    return shared


def groups(records, joins):
    """Records joined by what joins(record) gives."""
    parent = {r: r for r in records}

    def top(r):
        while parent[r] != r:
            parent[r] = parent[parent[r]]
            r = parent[r]
        return r
    first = {}
    for r in records:
        for i in joins(r):
            other = first.setdefault(i, r)
            parent[top(r)] = top(other)
    out = {}
    for r in records:
        out.setdefault(top(r), []).append(r)
    return list(out.values())


def persons(evidence):
    """The persons, each as its records."""
    records = {part for r in evidence for part in split(frozenset(r))}
    shared = shared_of(records)
    found = []
    for group in groups(records, lambda r: r - shared):
        if not too_many(set().union(*group) - shared):
            found.append(group)
            continue
        for part in groups(group, lambda r: {
                i for i in r - shared if i[0] in IDENTITY}):
            if too_many(set().union(*part) - shared):
                found += [[r] for r in part]
            else:
                found.append(part)
    return found


def count(evidence):
    return len(persons(evidence))
