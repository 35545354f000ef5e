#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs kouanctl scan over a labelled corpus and counts what it found.

    score.py KOUANCTL CORPUS [--rules DIR] [--failures FILE] [--table]

Every finding that scan shows counts, whatever its confidence. A value is found
if its detector, or one that shares the value's nature, names it in any of its
spellings. Ends with 1 if a goal is missed; --table prints rows for the manual."""

import argparse
import collections
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ids  # noqa: E402

GOALS = {1: 0.98, 2: 0.90, 3: 0.75}
CLEAN_GOAL = 0.005
PERSON_GOAL = 0.01

# Detectors of which either may name the value.
SAME = [{"cn-mobile", "e164-phone"}, {"cn-bank-card", "credit-card"},
        {"cn-resident-id", "cn-resident-id-15"}, {"hmt-residence", "cn-resident-id"}]
# Mail of machines is in the envelopes that the corpus writes.
ROLES = re.compile(r"^(noreply|postmaster|git)@", re.I)


def alike(a, b):
    return a == b or any(a in s and b in s for s in SAME)


def same_value(detector, found, wanted):
    if detector.startswith("spi-"):
        return True
    if detector == "private-key":
        return found.startswith("-----BEGIN")
    if detector == "cn-address":
        return len(found) > 5 and (found in wanted or wanted in found)
    if detector == "gps":
        return found == wanted or found in wanted.split(",") or \
            [x.strip("0") for x in found.split(",")] == [x.strip("0") for x in wanted.split(",")]
    if detector in ("cn-landline", "e164-phone", "cn-mobile") and len(found) > 6:
        return found.endswith(wanted.lstrip("0")[-11:]) or wanted.endswith(found.lstrip("0")[-11:])
    return found == wanted


def optional(finding, case):
    """Found, and neither right nor wrong."""
    d, v = finding["detector"], finding["value"]
    if d == "email" and ROLES.match(v):
        return True
    # Names that no list of ours asks for: judged where nothing should be.
    if d not in ids.TIER and case["kind"] != "clean":
        return True
    # What a record tells by its fields' names beside what it was made for.
    if d.startswith("spi-") and case["kind"] != "clean":
        return True
    return False


class Tally:
    def __init__(self):
        self.tp = self.fp = self.fn = 0

    def precision(self):
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    def recall(self):
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0

    def f1(self):
        p, r = self.precision(), self.recall()
        return 2 * p * r / (p + r) if p + r else 0.0

    def add(self, other):
        self.tp += other.tp
        self.fp += other.fp
        self.fn += other.fn


def scan(kouanctl, directory, files, rules):
    results = {}
    for at in range(0, len(files), 500):
        command = [kouanctl, "scan", "--http", "--reveal", "--json"]
        if rules:
            command += ["--rules", rules]
        run = subprocess.run(command + files[at:at + 500], cwd=directory, capture_output=True, check=False)
        if run.returncode not in (0, 1, 2):
            raise SystemExit("kouanctl ended with %d: %s" % (run.returncode, run.stderr[-500:]))
        for line in run.stdout.decode("utf-8", "replace").splitlines():
            x = json.loads(line, strict=False)
            results[x["file"]] = x
    return results


def main():
    p = argparse.ArgumentParser()
    p.add_argument("kouanctl")
    p.add_argument("corpus")
    p.add_argument("--rules")
    p.add_argument("--failures", help="where to write what went wrong")
    p.add_argument("--table", action="store_true")
    a = p.parse_args()
    with open(os.path.join(a.corpus, "labels.jsonl"), encoding="utf-8") as f:
        cases = [json.loads(line) for line in f]
    results = scan(os.path.abspath(a.kouanctl), a.corpus, [c["file"] for c in cases], a.rules and os.path.abspath(a.rules))
    tallies = collections.defaultdict(Tally)
    sets = [collections.defaultdict(Tally), collections.defaultdict(Tally)]
    by_layer = collections.defaultdict(Tally)
    alarmed, blank, families = 0, 0, collections.Counter()
    persons_wanted = persons_got = requests_off = counted = persons_off = 0
    wrong, odd = [], 0
    for case in cases:
        got = results.get(case["file"])
        if got is None:
            wrong.append(("unscanned", case["layer"], case["about"], case["file"], ""))
            got = {"findings": [], "persons": 0, "unreadable": []}
        wanted = {(d, ids.canonical(d, v)) for d, v in case["labels"]}
        hit, spare = set(), {}
        for f in got["findings"]:
            if not {"detector", "category", "offset", "length", "value"} <= set(f):
                odd += 1
            # A variant that counts as another is that other.
            d = f["detector"]
            matches = {w for w in wanted if alike(d, w[0]) and same_value(w[0], ids.canonical(w[0], f["value"]), w[1])}
            if matches:
                hit |= matches
            elif not optional(f, case):
                spare[(d, ids.canonical(d, f["value"]))] = f
        for d, v in wanted:
            good = (d, v) in hit
            for t in [tallies[d], sets[case["held"]][d]] + [by_layer[x] for x in case["layer"].split(" in ")]:
                t.tp += good
                t.fn += not good
            if not good:
                wrong.append(("missed", d, case["layer"], case["file"], v))
        for (d, v), f in spare.items():
            tallies[d].fp += 1
            sets[case["held"]][d].fp += 1
            wrong.append(("false" if case["kind"] != "clean" else "alarm", d, case["layer"], case["file"], f["value"]))
        if case["kind"] == "clean":
            blank += 1
            if got["findings"]:
                alarmed += 1
                families[case["layer"].split(" in ")[0]] += 1
        elif case["persons"] is not None and any(ids.TIER.get(d, 3) < 3 for d, _ in case["labels"]):
            counted += 1
            persons_wanted += case["persons"]
            persons_got += got["persons"]
            persons_off += abs(case["persons"] - got["persons"])
            if case["persons"] != got["persons"]:
                requests_off += 1
                wrong.append(("persons", case["kind"], case["layer"], case["file"], "%d instead of %d" % (got["persons"], case["persons"])))

    good = True
    print("%-20s %4s %6s %6s %6s %9s %7s %6s %10s" % ("detector", "tier", "TP", "FP", "FN", "precision", "recall", "F1", "held-out F1"))
    tiers = collections.defaultdict(Tally)
    tier_sets = [collections.defaultdict(Tally), collections.defaultdict(Tally)]
    macro = collections.defaultdict(list)
    for d in sorted(tallies, key=lambda d: (ids.TIER.get(d, 9), d)):
        t, tier = tallies[d], ids.TIER.get(d, 9)
        tiers[tier].add(t)
        for s in (0, 1):
            tier_sets[s][tier].add(sets[s][d])
        if t.tp + t.fn:
            macro[tier].append(t.f1())
        print("%-20s %4d %6d %6d %6d %9.4f %7.4f %6.4f %10.4f" % (d, tier, t.tp, t.fp, t.fn, t.precision(), t.recall(), t.f1(), sets[1][d].f1()))
    for tier in sorted(GOALS):
        t = tiers[tier]
        ok = t.f1() >= GOALS[tier]
        good &= ok
        print("tier %d: precision %.4f recall %.4f F1 %.4f (macro %.4f; held-out words %.4f, studied words %.4f), goal %.2f: %s" % (
            tier, t.precision(), t.recall(), t.f1(), sum(macro[tier]) / max(1, len(macro[tier])),
            tier_sets[1][tier].f1(), tier_sets[0][tier].f1(), GOALS[tier], "met" if ok else "MISSED"))
    print("recall by layer: " + ", ".join("%s %.3f" % (k, by_layer[k].recall()) for k in sorted(by_layer, key=lambda k: by_layer[k].recall())))
    ok = alarmed <= CLEAN_GOAL * blank
    good &= ok
    print("clean requests alarmed: %d of %d (%.2f %%): %s %s" % (alarmed, blank, 100 * alarmed / max(1, blank), "met" if ok else "MISSED", dict(families) or ""))
    share = persons_off / max(1, persons_wanted)
    total = abs(persons_got - persons_wanted) / max(1, persons_wanted)
    ok = share <= PERSON_GOAL
    good &= ok
    print("persons: %d of %d in %d requests (total off by %.2f %%, request by request by %.2f %%; %d requests off): %s" % (
        persons_got, persons_wanted, counted, 100 * total, 100 * share, requests_off, "met" if ok else "MISSED"))
    if odd:
        good = False
        print("findings that lack a field: %d" % odd)
    if a.table:
        for d in sorted(tallies, key=lambda d: (ids.TIER.get(d, 9), d)):
            t = tallies[d]
            if t.tp + t.fn:
                print("%s\t%d\t%d\t%.3f\t%.3f\t%.3f" % (d, ids.TIER.get(d, 9), t.tp + t.fn, t.precision(), t.recall(), t.f1()))
    if a.failures:
        with open(a.failures, "w", encoding="utf-8") as out:
            by_place, by_detector = collections.defaultdict(list), collections.defaultdict(list)
            for what, d, layer, name, value in wrong:
                place = layer.split(" in ")
                by_detector[what, d].append((name, layer, value))
                for x in place:
                    by_place[what, x].append((name, d, value))
            for title, groups in (("by detector", by_detector), ("by layer (a request is in several)", by_place)):
                out.write("\n# %s\n" % title)
                for key, items in sorted(groups.items(), key=lambda kv: -len({i[0] for i in kv[1]})):
                    names = sorted({i[0] for i in items})
                    out.write("%4d requests, %4d values  %s %s: %s\n" % (len(names), len(items), *key, "; ".join(
                        "%s (%s) %s" % i for i in items[:: max(1, len(items) // 4)][:4])))
    print("goals met" if good else "goals missed")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
