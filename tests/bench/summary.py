#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tables of the load generator's lines of JSON.

summary.py FILE       median (least-most) for each workload and proxy
summary.py --brief    a line for each run read from standard input
"""
import json
import statistics
import sys

# Workload: what it is, the figure, its unit and divisor.
LOADS = {
    "w1": ("1 KiB POST, kept connections", "cpu_us_per_request", "us", 1),
    "w2": ("one upload of 1 GiB", "cpu_s_per_gib", "s/GiB", 1),
    "w2par": ("eight uploads at once", "cpu_s_per_gib", "s/GiB", 1),
    "w3": ("a connection for each POST", "cpu_us_per_request", "ms", 1000),
    "w4": ("first contact with a host", "cpu_us_per_request", "ms", 1000),
    "w5": ("idle connections", "kib_per_connection", "KiB", 1),
    "w6": ("1 MiB POSTs of JSON", "cpu_s_per_gib", "s/GiB", 1),
    "w6pii": ("the same, known persons", "cpu_s_per_gib", "s/GiB", 1),
}


def figure(run):
    load = run["label"].partition("/")[2]
    _, key, unit, divisor = LOADS[load]
    value = run.get(key)
    return (None if value is None else value / divisor), unit


def brief():
    for line in sys.stdin:
        run = json.loads(line)
        value, unit = figure(run)
        shown = "-" if value is None else f"{value:.2f}"
        more = f"  errors {run['errors']}: {run['first_failure']}" \
            if run["errors"] else ""
        print(f"{run['label']:16} {shown:>9} {unit:6} ok {run['ok']}{more}",
              flush=True)


def table(name):
    with open(name, encoding="utf-8") as lines:
        runs = [json.loads(line) for line in lines]
    proxies = list(dict.fromkeys(r["label"].partition("/")[0] for r in runs))
    print("\n| | CPU or memory | " + " | ".join(proxies) + " |")
    print("|---" * (len(proxies) + 2) + "|")
    for load, (what, _, unit, _) in LOADS.items():
        cells = []
        for proxy in proxies:
            mine = [r for r in runs if r["label"] == f"{proxy}/{load}"]
            values = [v for v in (figure(r)[0] for r in mine)
                      if v is not None]
            errors = sum(r["errors"] for r in mine)
            cell = "–"
            if values:
                cell = (f"{statistics.median(values):.3g} "
                        f"({min(values):.3g}–{max(values):.3g})")
            cells.append(cell + (f", {errors} errors" if errors else ""))
        if any(c != "–" for c in cells):
            print(f"| {load}: {what} | {unit} | " + " | ".join(cells) + " |")


if sys.argv[1:] == ["--brief"]:
    brief()
elif len(sys.argv) == 2:
    table(sys.argv[1])
else:
    sys.exit(__doc__)
