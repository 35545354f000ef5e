#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a labelled corpus: raw HTTP/1.1 requests, and what is in each.

    corpus.py DIRECTORY [--seed N] [--each N] [--people N] [--clean N]

DIRECTORY/labels.jsonl has a line a request: its file, the layer, the values
(detector, value) that must be found, those that may be, how many persons they
are of (null where that is a matter of taste), and whether the names around are
of the held-out set. Same seed, same bytes."""

import argparse
import base64
import json
import os
import random
import urllib.parse

import ids
import layers
import misses
import vocabulary as words

# One value of these is one person; devices, companies, cars and secrets are
# left to taste when they stand alone.
PERSONAL = {d for d in ids.MAKE if d not in (
    "cn-uscc", "cn-plate", "vin", "imei", "imsi", "iccid", "mac-address", "cn-name", "cn-address", "gps",
    "aws-key", "github-token", "private-key", "cloud-token", "wechat-id", "qq-id")}

DIGITAL = {d for d in ids.MAKE if d not in ("cn-name", "cn-address", "private-key", "github-token", "cloud-token",
                                            "aws-key", "wechat-id", "email", "gps", "passport-mrz", "mac-address")}

RECORD_LAYERS = {
    "json": (layers.as_json, 8), "nested-json": (layers.as_nested_json, 4), "ndjson": (layers.as_ndjson, 3),
    "json-log": (layers.as_log, 3), "form": (layers.as_form, 4), "csv": (layers.as_csv, 5), "tsv": (layers.as_tsv, 2),
    "xml": (layers.as_xml, 3), "soap": (layers.as_soap, 1), "html": (layers.as_html, 3), "yaml": (layers.as_yaml, 3),
    "sql": (layers.as_sql, 3), "sql-copy": (layers.as_copy, 1), "markdown": (layers.as_markdown, 1),
    "ini": (layers.as_ini, 1), "labels": (layers.as_lines, 3), "graphql": (layers.as_graphql, 2),
    "multipart": (layers.as_multipart, 2), "protobuf": (layers.as_protobuf, 2), "grpc": (layers.as_grpc, 2),
    "xlsx": (layers.as_xlsx, 2), "docx-table": (layers.as_docx, 1), "columns": (layers.as_columns, 2),
    "split-json": (layers.as_split_json, 1),
}
ONE_RECORD = {"form", "soap", "graphql", "multipart"}
NO_NAMES = {"protobuf", "grpc"}
KEEPS_NEWLINES = {"json", "nested-json", "ndjson", "form", "multipart", "graphql", "protobuf", "grpc", "xlsx"}
TEXT_LAYERS = {"text": 5, "json-message": 5, "chat": 3, "mail": 3, "html-text": 2, "docx": 2, "pdf": 2, "xml-text": 1,
               "form-text": 2, "multipart-text": 1, "multipart-file": 2, "git": 1, "log-line": 2}
EXTENSION = {"csv": ".csv", "tsv": ".tsv", "json": ".json", "ndjson": ".jsonl", "xml": ".xml", "html": ".html", "yaml": ".yaml",
             "sql": ".sql", "sql-copy": ".sql", "xlsx": ".xlsx", "docx-table": ".docx", "docx": ".docx", "pdf": ".pdf", "labels": ".txt"}
CHARSET_LAYERS = {"csv", "tsv", "text", "labels", "json", "html", "xml", "markdown", "sql"}


def weighted(r, table):
    return r.choices(list(table), [w if isinstance(w, int) else w[1] for w in table.values()])[0]


class Content:
    """A payload on its way into a request."""

    def __init__(self, layer, data, kind):
        self.layer, self.kind, self.around = layer, kind, []
        self.text = data if isinstance(data, str) else None
        self.data = data.encode() if isinstance(data, str) else data
        self.path, self.head, self.method = "/api/v1/" + layer.split("-")[0], [], "POST"


def from_records(r, layer, records):
    if layer in ONE_RECORD:
        records = records[:1]
    data, kind = RECORD_LAYERS[layer][0](r, records)
    return Content(layer, data, kind)


def from_text(r, layer, text):
    if layer == "text":
        return Content(layer, text, r.choice(["text/plain", "text/plain; charset=utf-8"]))
    if layer == "json-message":
        key = r.choice(["content", "message", "text", "msg", "body", "remark", "备注", "description"])
        return Content(layer, layers._dumps(r, {"id": r.randint(1, 10**6), key: text}), "application/json")
    if layer == "chat":
        return Content(layer, json.dumps({"model": "example-1", "messages": [
            {"role": "system", "content": "You are a helpful assistant."}, {"role": "user", "content": text}]},
            ensure_ascii=r.random() < .5), "application/json")
    if layer == "mail":
        return Content(layer, layers.mail(r, text), "message/rfc822")
    if layer == "html-text":
        import html
        return Content(layer, "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><p>%s</p><p>OK</p></body></html>"
                       % html.escape(text), "text/html; charset=utf-8")
    if layer == "docx":
        return Content(layer, layers.docx(text.split("\n"), r), "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    if layer == "pdf":
        return Content(layer, layers.make_pdf(text.split("\n")), "application/pdf")
    if layer == "xml-text":
        import html
        return Content(layer, "<note><to>desk</to><body>%s</body></note>" % html.escape(text), "application/xml")
    if layer == "form-text":
        return Content(layer, urllib.parse.urlencode({"subject": "hi", "message": text}), "application/x-www-form-urlencoded")
    if layer == "multipart-text":
        return Content(layer, *layers.multipart(r, [('Content-Disposition: form-data; name="comment"', text.encode())]))
    if layer == "multipart-file":
        return Content(layer, *layers.multipart(r, [('Content-Disposition: form-data; name="file"; filename="notes.txt"\r\nContent-Type: text/plain', text.encode())]))
    if layer == "git":
        c = Content(layer, layers.make_pack("notes.txt", text.encode(), "add notes"), "application/x-git-receive-pack-request")
        c.path = "/team/repo.git/git-receive-pack"
        return c
    assert layer == "log-line"
    return Content(layer, "2026-11-20 10:11:12,345 INFO [main] started\n2026-11-20 10:11:13,001 WARN [exec-7] %s\n2026-11-20 10:11:14,9 INFO done\n"
                   % text.replace("\n", " "), "text/plain")


def charset(r, c):
    """The payload in an older or wider encoding, mostly declared."""
    name = r.choice(["gbk", "gb18030", "utf-16", "utf-16", "big5"])
    try:
        data = c.text.encode(name)
    except UnicodeEncodeError:
        name = "gb18030"
        data = c.text.encode(name)
    if name == "utf-16":
        c.kind = c.kind.split(";")[0]
        if c.layer == "xml":
            data = c.text.replace("UTF-8", "UTF-16").encode(name)
    else:
        c.kind = c.kind.split(";")[0] + r.choice(["; charset=%s", ";charset=%s", "; charset=\"%s\""]) % \
            r.choice([name, name.upper()])
        if c.layer == "xml":
            data = c.text.replace("UTF-8", name.upper()).encode(name)
        if c.layer == "html":
            data = c.text.replace("charset=utf-8", "charset=" + name).encode(name)
    c.data, c.text = data, None
    c.around.append("charset:" + name)


def contain(r, c):
    """The payload as a file in something."""
    name = "export" + EXTENSION.get(c.layer, ".txt")
    how = r.choice(["zip", "tar", "7z", "gz-file", "base64-json", "data-uri", "multipart-upload", "zip-in-multipart",
                    "tar.gz", "json-base64-gzip-zip"])
    if how == "zip":
        c.data, c.kind = layers.make_zip({name: c.data}), "application/zip"
    elif how == "tar":
        c.data, c.kind = layers.make_tar(name, c.data), "application/x-tar"
    elif how == "tar.gz":
        c.data, c.kind = layers.gz(layers.make_tar(name, c.data)), "application/gzip"
    elif how == "7z":
        c.data, c.kind = layers.make_7z(name, c.data), "application/x-7z-compressed"
    elif how == "gz-file":
        c.data, c.kind = layers.gz(c.data), "application/gzip"
    elif how == "base64-json":
        c.data = json.dumps({"filename": name, "content": base64.b64encode(c.data).decode()}).encode()
        c.kind = "application/json"
    elif how == "data-uri":
        c.data = json.dumps({"file": "data:%s;base64,%s" % (c.kind.split(";")[0], base64.b64encode(c.data).decode())}).encode()
        c.kind = "application/json"
    elif how == "multipart-upload":
        c.data, c.kind = layers.multipart(r, [
            ('Content-Disposition: form-data; name="dir"', b"/in"),
            ('Content-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: %s' % (name, c.kind), c.data)])
    elif how == "zip-in-multipart":
        c.data, c.kind = layers.multipart(r, [
            ('Content-Disposition: form-data; name="file"; filename="a.zip"\r\nContent-Type: application/zip', layers.make_zip({name: c.data}))])
    else:
        blob = base64.b64encode(layers.make_zip({name + ".gz": layers.gz(c.data)})).decode()
        c.data, c.kind = layers.multipart(r, [
            ('Content-Disposition: form-data; name="meta"\r\nContent-Type: application/json', json.dumps({"file": blob}).encode())])
    c.around.append(how)
    c.text = None


def finish(r, c, plain=False):
    """The request's bytes."""
    head = [("User-Agent", r.choice(["curl/7.88.1", "python-requests/2.31.0", "okhttp/4.9.3", "Go-http-client/1.1"])),
            ("Accept", "*/*")] + c.head
    if c.data:
        head.append(("Content-Type", c.kind))
    if not plain and c.data and "grpc" not in c.layer:
        k = r.random()
        if k < .16:
            coding = r.choice(list(layers.CODINGS))
            c.data = layers.CODINGS[coding](c.data)
            head.append(("Content-Encoding", coding))
            c.around.append("coding:" + coding)
        elif k < .19 and "json-base64-gzip-zip" not in c.around:  # too deep
            a, b = r.sample(list(layers.CODINGS), 2)
            c.data = layers.CODINGS[b](layers.CODINGS[a](c.data))
            head.append(("Content-Encoding", "%s, %s" % (a, b)))
            c.around.append("coding:stacked")
        elif k < .2:
            # Says nothing of its coding, or lies.
            c.data = layers.gz(c.data)
            c.around.append("coding:undeclared")
    chunk = r if c.data and not plain and r.random() < .12 else None
    if chunk:
        c.around.append("chunked")
    c.layer = " in ".join([c.layer] + c.around)
    return layers.request(head, c.data, c.method if c.data else "GET", c.path, chunk=chunk)


# ---- a value, somewhere ----

def written(r, detector, value):
    if detector in ids.FORMS and r.random() < .4:
        return r.choice(ids.FORMS[detector])(value)
    return value


def fillers(r, held, n):
    return [(k, r.choice(v)) for k, v in r.sample(words.FILLERS[held], n)]


def in_head(r, detector, held, value, where):
    """Path, query, header or cookie."""
    key = words.field(r, detector, held)
    while where in ("header", "cookie") and not key.isascii():
        key = words.field(r, detector, held)
    quoted = urllib.parse.quote(value, safe="")
    c = Content(where, b"", "")
    if where == "query":
        c.path = "/search?" + "&".join(["page=1", "%s=%s" % (urllib.parse.quote(key), quoted), "size=20"])
    elif where == "path":
        c.path = "/v1/%s/%s/orders" % (urllib.parse.quote(key), quoted)
    elif where == "header":
        key = "X-" + "".join(ch if ch.isascii() and ch.isalnum() else "-" for ch in key).strip("-")
        c.head = [(key if len(key) > 3 else "X-User-Data", value if value.isascii() else quoted)]
    else:
        c.head = [("Cookie", "sid=%s; %s=%s; theme=dark" % ("%032x" % r.getrandbits(128), "".join(
            ch if ch.isascii() and ch.isalnum() else "_" for ch in key).strip("_") or "u", quoted))]
    return c


def evaded(r, detector, held, value):
    """The value hidden a little."""
    key = words.field(r, detector, held)
    how = r.choice(["full-width", "zero-width", "json-escapes", "double-percent", "html-entities", "base64-value",
                    "hex-value", "jwt", "wrong-type"])
    if detector not in DIGITAL and how in ("full-width", "zero-width"):
        how = "json-escapes"
    if how == "full-width":
        return from_text(r, "text", words.sentence(r, detector, held, layers.full_width(value))), how
    if how == "zero-width":
        return Content(how, json.dumps({key: layers.zero_width(r, value)}, ensure_ascii=False), "application/json"), how
    if how == "json-escapes":
        return Content(how, '{"%s":"%s"}' % (key, layers.json_escaped(value).replace("\n", "\\n")), "application/json"), how
    if how == "double-percent":
        return Content(how, "a=1&%s=%s" % (urllib.parse.quote(key), urllib.parse.quote(
            "".join("%%%02X" % b for b in value.encode()))), "application/x-www-form-urlencoded"), how
    if how == "html-entities":
        return Content(how, "<html><body><p>%s: %s</p></body></html>" % (
            words.label(r, detector, held, False), "".join("&#%d;" % ord(ch) for ch in value)), "text/html"), how
    if how == "base64-value":
        text = "%s: %s" % (words.label(r, detector, held, r.random() < .5), value)
        return Content(how, json.dumps({"d": base64.b64encode(text.encode()).decode()}), "application/json"), how
    if how == "hex-value":
        text = "%s=%s" % (words.label(r, detector, held, r.random() < .5), value)
        return Content(how, json.dumps({"d": text.encode().hex()}), "application/json"), how
    if how == "jwt":
        c = Content(how, json.dumps({"token": layers.jwt(r, {"sub": "u1", "iat": 1762848000, key: value})}), "application/json")
        return c, how
    return Content(how, json.dumps({key: value}, ensure_ascii=False), r.choice(["application/octet-stream", "text/plain", "image/png"])), how


def single(r, detector, held):
    """One request with one value of this detector."""
    plain_value = ids.MAKE[detector](r)
    value = written(r, detector, plain_value)
    tier = ids.TIER[detector]
    bare = tier == 1 and r.random() < .3
    # Without its brackets it is a word like any other, if nothing says so.
    unmarked = detector == "hk-id" and value[-1] != ")"
    bare &= not unmarked
    labels = [[detector, plain_value]]
    multi = "\n" in value
    k = r.random()
    if k < .10 and not multi:
        c = in_head(r, detector, held, plain_value, r.choice(["query", "query", "path", "header", "cookie"]))
        return finish(r, c), c.layer, labels
    if k < .20 and not multi:
        c, _ = evaded(r, detector, held, plain_value)
        return finish(r, c, plain=True), c.layer, labels
    if k < .62:
        table = dict(RECORD_LAYERS)
        for name in list(table):
            if ((tier > 1 or unmarked) and name in NO_NAMES) or (multi and name not in KEEPS_NEWLINES):
                del table[name]
        layer = weighted(r, table)
        if detector == "gps" and r.random() < .5:
            lat, lon = plain_value.split(",")
            a, b = r.choice([("lat", "lng"), ("latitude", "longitude"), ("lat", "lon"), ("纬度", "经度"), ("y", "x")][:4])
            number = layer in ("json", "nested-json", "ndjson", "csv", "graphql") and r.random() < .6
            fields = [(a, float(lat) if number else lat), (b, float(lon) if number else lon)]
            if number:
                labels = [[detector, "%s,%s" % (float(lat), float(lon))]]
        else:
            v = value
            if value.isdigit() and value[0] != "0" and len(value) < 16 and layer not in NO_NAMES and r.random() < .25:
                v = int(value)
            fields = [(r.choice(words.BARE_KEYS[held]) if bare else words.field(r, detector, held), v)]
        rest = fillers(r, held, r.randint(0, 4))
        at = r.randint(0, len(rest))
        c = from_records(r, layer, [rest[:at] + fields + rest[at:]])
        if bare and layer == "csv" and r.random() < .5:
            c = Content("csv-headerless", layers.as_csv(r, [rest + fields], header=False)[0], "text/csv")
    else:
        table = {n: w for n, w in TEXT_LAYERS.items()
                 if not multi or n in ("text", "json-message", "mail", "form-text", "multipart-text", "multipart-file", "git")}
        text = words.sentence(r, detector, held, value, bare)
        if not multi and r.random() < .4:
            extra = r.choice(misses.PROSE_ZH if not text.isascii() else misses.PROSE_EN)
            text = extra + "\n" + text if r.random() < .5 else text + "\n" + extra
        c = from_text(r, weighted(r, table), text)
    if c.text is not None and c.layer in CHARSET_LAYERS and not c.text.isascii() and r.random() < .2:
        charset(r, c)
    elif r.random() < .12:
        contain(r, c)
    return finish(r, c), c.layer, labels


def sensitive(r, detector, held):
    if detector == "spi-minor":
        y = r.randint(2014, 2023)
        key, value = r.choice([[("age", r.randint(3, 13)), ("年龄", r.randint(3, 13)), ("birth_date", "%d-0%d-1%d" % (y, r.randint(1, 9), r.randint(0, 9)))],
                               [("childAge", r.randint(3, 13)), ("出生日期", "%d-0%d-1%d" % (y, r.randint(1, 9), r.randint(0, 9))),
                                ("dateOfBirth", "%d-0%d-2%d" % (y, r.randint(1, 9), r.randint(0, 8)))]][held])
    elif detector == "spi-whereabouts":
        lat, lon = r.uniform(22, 40), r.uniform(100, 121)
        points = [{"lat": round(lat + i * .0013, 6), "lng": round(lon + i * .0017, 6), "time": "2026-11-20 08:%02d:00" % (i * 3)} for i in range(r.randint(3, 9))]
        x = {r.choice([["track", "trajectory", "轨迹", "points"], ["route_history", "gps_log", "行踪轨迹", "path"]][held]): points,
             "user_id": "u%d" % r.randint(1, 99999)}
        c = Content("json", layers._dumps(r, x), "application/json")
        return finish(r, c), c.layer, [[detector, ""]] + [
            ["gps", "%s,%s" % (p["lat"], p["lng"])] for p in points]
    else:
        key, value = r.choice(words.SPI[detector][held])
    who = [("name", ids.cn_name(r)), ("mobile", ids.mobile(r))]
    c = from_records(r, r.choice(["json", "csv", "form", "xml", "yaml", "nested-json", "labels", "sql", "html", "xlsx"]),
                     [who + [(key, value)] + fillers(r, held, 1)])
    return finish(r, c), c.layer, [[detector, ""], ["cn-name", who[0][1]], ["cn-mobile", who[1][1]]]


# ---- people in numbers ----

KEYS = ["cn-resident-id", "cn-mobile", "email", "cn-passport", "cn-bank-card", "hk-id", "e164-phone", "us-ssn", "sg-nric"]


def people(r, held):
    n = r.choice([1, 2, 3, 5, 8, 13, 30, 80])
    # Those of Chinese travel under Chinese kinds of numbers.
    kinds = r.choice([["cn-name", "cn-resident-id", "cn-mobile"], ["cn-name", "cn-mobile", "cn-address"], ["cn-mobile", "email"],
                      ["email"], ["cn-resident-id"], ["cn-mobile"], ["cn-name", "cn-resident-id", "cn-mobile", "email", "cn-bank-card"],
                      ["e164-phone", "email"], ["us-ssn", "email"], ["cn-name", "cn-passport", "email"], ["cn-name", "cn-resident-id", "cn-bank-card"],
                      ["hk-id", "e164-phone"], ["sg-nric", "email"], ["cn-name", "cn-mobile", "cn-plate"]])
    names, taken = {}, set()
    for d in kinds:
        while True:
            names[d] = words.field(r, d, held)
            if names[d].lower() not in taken:
                break
        taken.add(names[d].lower())
    rest = fillers(r, held, r.randint(0, 4))
    rest = [kv for kv in rest if kv[0] not in taken]
    seen, rows, labels = set(), [], []
    for _ in range(n):
        row = []
        for d in kinds:
            while True:
                v = ids.MAKE[d](r)
                if v not in seen or d == "cn-name":
                    break
            seen.add(v)
            labels.append([d, v])
            row.append([d, v])
        rows.append(row)
    if r.random() < .3:  # somebody comes twice, written otherwise
        rows += [r.choice(rows) for _ in range(r.randint(1, 3))]
        r.shuffle(rows)
    order = list(range(len(kinds) + len(rest)))
    r.shuffle(order)
    table = {k: v for k, v in RECORD_LAYERS.items() if k not in ONE_RECORD or len(rows) == 1}
    if any(ids.TIER[d] > 1 or d == "hk-id" for d in kinds):
        table = {k: v for k, v in table.items() if k not in NO_NAMES}
    layer = weighted(r, table)
    if layer in ("columns", "split-json", "csv", "tsv", "sql", "xlsx", "html", "markdown", "sql-copy", "docx-table"):
        pass  # tables: one order for all, which it is anyway
    records = []
    for row in rows:
        both = [(names[d], written(r, d, v)) for d, v in row] + [(k, r.choice(dict(words.FILLERS[held])[k])) for k, _ in rest]
        records.append([both[i] for i in order])
    c = from_records(r, layer, records)
    if c.text is not None and c.layer in CHARSET_LAYERS and not c.text.isascii() and r.random() < .15:
        charset(r, c)
    elif r.random() < .12:
        contain(r, c)
    return finish(r, c), c.layer, labels, n


def clean(r):
    family = r.choices(list(misses.FAMILIES), [misses.WEIGHTS.get(f, 1) for f in misses.FAMILIES])[0]
    data, kind = misses.FAMILIES[family](r)
    c = Content("clean:" + family, data, kind)
    if r.random() < .05:
        contain(r, c)
    raw = finish(r, c)
    return raw, c.layer


def build(directory, seed, each, crowd, blank):
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "labels.jsonl"), "w", encoding="utf-8") as out:
        count = 0

        def put(raw, kind, layer, held, labels, persons, about):
            nonlocal count
            name = "%05d.http" % count
            count += 1
            with open(os.path.join(directory, name), "wb") as f:
                f.write(raw)
            out.write(json.dumps({"file": name, "kind": kind, "layer": layer, "held": held, "labels": labels,
                                  "persons": persons, "about": about}, ensure_ascii=False) + "\n")

        for detector in ids.MAKE:
            for i in range(each):
                r = random.Random("%d %s %d" % (seed, detector, i))
                held = i % 2
                raw, layer, labels = single(r, detector, held)
                put(raw, "value", layer, held, labels, 1 if detector in PERSONAL else None, detector)
        for detector in sorted(set(ids.TIER) - set(ids.MAKE)):
            for i in range(each):
                r = random.Random("%d %s %d" % (seed, detector, i))
                raw, layer, labels = sensitive(r, detector, i % 2)
                put(raw, "value", layer, i % 2, labels, 1 if len(labels) == 3 and labels[2][0] == "cn-mobile" else None, detector)
        for i in range(crowd):
            r = random.Random("%d people %d" % (seed, i))
            raw, layer, labels, n = people(r, i % 2)
            put(raw, "people", layer, i % 2, labels, n, "")
        for i in range(blank):
            r = random.Random("%d clean %d" % (seed, i))
            raw, layer = clean(r)
            put(raw, "clean", layer, i % 2, [], 0, "")
    return count


def main():
    p = argparse.ArgumentParser()
    p.add_argument("directory")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--each", type=int, default=40, help="requests a detector")
    p.add_argument("--people", type=int, default=400)
    p.add_argument("--clean", type=int, default=2000)
    a = p.parse_args()
    print("%d requests" % build(a.directory, a.seed, a.each, a.people, a.clean))


if __name__ == "__main__":
    main()
