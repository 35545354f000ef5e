# SPDX-License-Identifier: Apache-2.0
"""What the three exporters send. Nobody in it exists; numbers are valid as
far as shape and check digits go, and the same in every run."""

import csv
import io
import json

_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
_FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
_GIVEN = ("伟", "芳", "娜", "敏", "静", "磊", "洋", "艳", "勇", "杰")


def name(n):
    return _FAMILY[n % 20] + _GIVEN[n * 7 % 10]


def resident_id(n):
    body = "530102%04d%02d%02d%03d" % (
        1955 + n * 7 % 50, n % 12 + 1, n % 28 + 1, n % 1000)
    total = sum(int(c) * w for c, w in zip(body, _WEIGHTS))
    return body + "10X98765432"[total % 11]


def mobile(n):
    return "139%08d" % (n * 7919 % 100000000)


def as_json(value):
    return "application/json", json.dumps(
        value, ensure_ascii=False).encode()


def as_lines(values):
    return "application/x-ndjson", b"".join(
        json.dumps(v, ensure_ascii=False).encode() + b"\n" for v in values)


def as_csv(heads, rows):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows(rows)
    return "text/csv; charset=utf-8", text.getvalue().encode()


# ---- 1: railway ----

def train():
    return {
        "train": "D887", "locomotive": "CR200J-4071", "section": "Boten-Vientiane",
        "kilometre": 412.6, "speed_kmh": 158.2, "brake_pipe_kpa": 598.4,
        "axle_temperature_c": [41.2, 40.9, 43.0, 41.7],
        "pantograph": "raised", "next_signal": "S1142", "delay_s": 35,
    }


def running_log(rows=2000):
    return (["train", "station", "planned", "actual", "axle_load_t", "speed_kmh"],
            [["D%d" % (880 + i % 12), "KM%03d" % (i % 414),
              "2026-11-23T%02d:%02d:00" % (i // 60 % 24, i % 60),
              "2026-11-23T%02d:%02d:%02d" % (i // 60 % 24, i % 60, i % 41),
              "%.2f" % (18 + i % 37 / 10), "%.1f" % (90 + i % 70)]
             for i in range(rows)])


def with_passengers(n=6):
    feed = train()
    feed["passengers"] = [
        {"name": name(i), "id_no": resident_id(i), "mobile": mobile(i),
         "coach": 1 + i % 8, "seat": "%02dA" % (i + 1)} for i in range(n)]
    return feed


# ---- 2: hospital ----

def treatments(subjects):
    return (["subject", "visit", "age_group", "diagnosis", "medication",
             "response"],
            [["BJ-104-%04d" % s, "V%d" % (1 + s % 3), "%d0-%d9" % (4 + s % 4,
              4 + s % 4), ("C34.1", "C34.3")[s % 2], "arm %s" % "AB"[s % 2],
              ("partial", "stable", "complete")[s % 3]] for s in subjects])


# ---- 3: platform ----

def suppliers(n=40):
    return (["company", "contact", "email", "mobile"],
            [["Supplier %d Co., Ltd." % i, name(i),
              "sales.manager%d@supplier%d.example" % (i, i), mobile(1000 + i)]
             for i in range(n)])


def orders(n=15):
    return [{"order": "P-%05d" % (41000 + i), "sku": "LAMP-%02d" % (i % 7),
             "quantity": 1 + i % 4,
             "consignee": {"name": name(50 + i), "phone": mobile(2000 + i)}}
            for i in range(n)]


def buyers(n=12):
    return [{"buyer": "B%04d" % i, "name": "Buyer Number %d" % i,
             "email": "buyer%d@shop%d.example" % (i, i % 5),
             "phone": "+49 151 %08d" % (20000000 + i * 7919)}
            for i in range(n)]


def buyers_and_one_from_here():
    return buyers() + [{"buyer": "B9999", "name": name(77),
                        "id_no": resident_id(777), "phone": mobile(3000)}]
