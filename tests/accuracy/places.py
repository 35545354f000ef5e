#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the offset and length of every finding against the bytes of the body.

    places.py KOUANCTL CORPUS [--rules DIR] [--failures FILE]

The stretch that they name must be the value: as it stands, or once the escapes
of the layer are undone. Requests that have to be decoded first are left out,
and values of heads. Ends with 1 if a finding points elsewhere."""

import argparse
import collections
import html
import json
import os
import re
import sys
import unicodedata
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import score  # noqa: E402

# What is decoded, or lies in the head. What is in these too.
DECODED = {"docx", "docx-table", "xlsx", "pdf", "git", "jwt", "base64-value", "hex-value", "base64-json", "data-uri",
           "json-base64-gzip-zip", "gz-file", "zip", "tar", "tar.gz", "7z", "zip-in-multipart", "multipart-upload"}
HEAD = {"header", "cookie", "path", "query"}
CODED_PART = re.compile(rb"^content-transfer-encoding: *(base64|quoted-printable)", re.I | re.M)


def is_decoded(layer):
    return any(x in DECODED | HEAD or x == "chunked" or x.startswith(("coding:", "charset:")) for x in layer.split(" in "))


def plain(text):
    """What is left of a value where only its characters count."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if not unicodedata.category(c).startswith(("Z", "C", "P", "S", "M"))).lower()


def unescape(text):
    """The stretch with its escapes undone, by each way one may be written."""
    def point(m):
        return m.group(0) if int(m.group(1), 16) in range(0xd800, 0xe000) else chr(int(m.group(1), 16))
    yield text
    yield re.sub(r"\\+u([0-9a-fA-F]{4})", point, text)
    yield urllib.parse.unquote_plus(text)
    yield urllib.parse.unquote_plus(urllib.parse.unquote_plus(text))
    yield html.unescape(text)
    yield re.sub(r"\\+[nrt]", " ", text)


def points_at(stretch, value):
    if stretch == value.encode():
        return "verbatim"
    text = stretch.decode("utf-8", "replace")
    wanted = plain(value) or value
    ways = {plain(t) or t for t in unescape(text)}
    return "escaped" if wanted in ways else None


def main():
    p = argparse.ArgumentParser()
    p.add_argument("kouanctl")
    p.add_argument("corpus")
    p.add_argument("--rules")
    p.add_argument("--failures", help="where to write what went wrong")
    a = p.parse_args()
    with open(os.path.join(a.corpus, "labels.jsonl"), encoding="utf-8") as f:
        cases = [c for c in map(json.loads, f) if not is_decoded(c["layer"])]
    results = score.scan(os.path.abspath(a.kouanctl), a.corpus, [c["file"] for c in cases], a.rules and os.path.abspath(a.rules))
    seen, wrong = collections.Counter(), []
    for case in cases:
        with open(os.path.join(a.corpus, case["file"]), "rb") as f:
            body = f.read().partition(b"\r\n\r\n")[2]
        # The flag of gRPC: the message is compressed.
        if CODED_PART.search(body) or (case["layer"] == "grpc" and body[:1] == b"\x01"):
            continue
        for x in results[case["file"]]["findings"]:
            how = points_at(body[x["offset"]:x["offset"] + x["length"]], x["value"])
            seen[how or "elsewhere"] += 1
            if how is None:
                wrong.append("%s (%s) %s %s at %d, %d bytes: %r" % (
                    case["file"], case["layer"], x["detector"], x["value"], x["offset"], x["length"],
                    body[x["offset"]:x["offset"] + x["length"]]))
    if a.failures:
        with open(a.failures, "w", encoding="utf-8") as out:
            out.write("".join(w + "\n" for w in wrong))
    print("places of findings: %d as they stand, %d with escapes undone, %d elsewhere: %s" % (
        seen["verbatim"], seen["escaped"], seen["elsewhere"], "met" if not wrong and seen["verbatim"] else "MISSED"))
    return 0 if not wrong and seen["verbatim"] else 1


if __name__ == "__main__":
    sys.exit(main())
