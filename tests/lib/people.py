# SPDX-License-Identifier: Apache-2.0
"""Identifiers of people who do not exist, valid as far as shape and check
digits go. Each call gives a new one; the order is the same in every run."""

import itertools

_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
_serial = itertools.count(1)


def resident_id(n=None):
    """An 18-digit resident identity number."""
    n = next(_serial) if n is None else n
    day, rest = n % 28 + 1, n // 28
    month, rest = rest % 12 + 1, rest // 12
    year, rest = 1950 + rest % 50, rest // 50
    body = "310104%04d%02d%02d%03d" % (year, month, day, rest % 1000)
    total = sum(int(c) * w for c, w in zip(body, _WEIGHTS))
    return body + "10X98765432"[total % 11]


def mobile(n=None):
    """A mobile number of mainland China."""
    n = next(_serial) if n is None else n
    # Spread over the range: a run of close numbers looks like a serial.
    return "138%08d" % (n * 7919 % 100000000)


def email(n=None):
    n = next(_serial) if n is None else n
    return "li.wei%d@mail%d.example.com" % (n, n % 7)


def foreign_mobile(n=None):
    """A mobile number in Germany."""
    n = next(_serial) if n is None else n
    return "+49 151 %08d" % (10000000 + n * 7919 % 89999999)
