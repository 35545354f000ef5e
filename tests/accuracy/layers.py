# SPDX-License-Identifier: Apache-2.0
"""The ways values travel: serialisers of records and of prose, codings,
containers, and at last the request as bytes. All of it written out here, so
that no library's idea of a format hides what kouan does not read."""

import base64
import csv
import ctypes
import gzip
import hashlib
import html
import io
import json
import struct
import tarfile
import urllib.parse
import zipfile
import zlib

# ---- records: [[(key, value), ...], ...] → bytes, content type ----


def _dumps(r, x):
    """JSON in one of its usual layouts."""
    return r.choice([
        lambda: json.dumps(x, ensure_ascii=False),
        lambda: json.dumps(x, ensure_ascii=False, separators=(",", ":")),
        lambda: json.dumps(x, ensure_ascii=False, indent=2),
        lambda: json.dumps(x),
    ])()


def as_json(r, records):
    rows = [dict(rec) for rec in records]
    if len(rows) == 1:
        x = r.choice([rows[0], {"data": rows[0]}, {"user": rows[0], "v": 1}, rows])
    else:
        x = r.choice([rows, {"list": rows, "total": len(rows)}, {"code": 0, "data": {"rows": rows}}])
    return _dumps(r, x), "application/json"


def as_nested_json(r, records):
    """Fields spread over objects inside the record; JSON inside JSON."""
    rows = []
    for rec in records:
        rec = list(rec)
        cut = r.randint(0, len(rec))
        row = dict(rec[:cut])
        inner = dict(rec[cut:])
        row[r.choice(["profile", "detail", "ext", "contact", "info"])] = \
            json.dumps(inner, ensure_ascii=r.random() < .5) if r.random() < .4 else inner
        rows.append(row)
    x = {"meta": {"page": 1, "took": 0.031}, "result": {"items": rows}}
    if r.random() < .3:
        x = {"event": "sync", "payload": json.dumps(x, ensure_ascii=False)}
    return _dumps(r, x), "application/json"


def as_ndjson(r, records):
    return "".join(json.dumps(dict(rec), ensure_ascii=r.random() < .3) + "\n" for rec in records), \
        r.choice(["application/x-ndjson", "application/json-seq", "application/jsonl"])


def as_log(r, records):
    out = []
    for i, rec in enumerate(records):
        when = "2026-11-%02dT%02d:%02d:%02d.%03dZ" % (r.randint(1, 28), r.randint(0, 23), r.randint(0, 59),
                                                     r.randint(0, 59), r.randint(0, 999))
        line = {"@timestamp": when, "level": r.choice(["INFO", "WARN", "ERROR"]),
                "logger": "com.example.order.OrderService", "thread": "http-nio-8080-exec-%d" % i,
                "message": r.choice(["request handled", "create user", "订单创建成功"]),
                "context": dict(rec)}
        if r.random() < .4:
            line["message"] += " " + " ".join("%s=%s" % kv for kv in rec)
            del line["context"]
        out.append(json.dumps(line, ensure_ascii=False))
    return "\n".join(out) + "\n", "application/x-ndjson"


def as_columns(r, records):
    keys = [k for k, _ in records[0]]
    columns = {k: [dict(rec)[k] for rec in records] for k in keys}
    return _dumps(r, r.choice([columns, {"columns": columns}, {"data": columns, "n": len(records)}])), \
        "application/json"


def as_split_json(r, records):
    """pandas orient=split: names once, rows as arrays."""
    keys = [k for k, _ in records[0]]
    return _dumps(r, {"columns": keys, "index": list(range(len(records))),
                      "data": [[v for _, v in rec] for rec in records]}), "application/json"


def as_form(r, records):
    return urllib.parse.urlencode([(k, str(v)) for k, v in records[0]]), \
        "application/x-www-form-urlencoded"


def as_csv(r, records, sep=None, header=True):
    sep = sep or r.choice([",", ",", ",", ";"])
    out = io.StringIO()
    w = csv.writer(out, delimiter=sep, lineterminator=r.choice(["\n", "\r\n"]),
                   quoting=r.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    if header:
        w.writerow([k for k, _ in records[0]])
    for rec in records:
        w.writerow([v for _, v in rec])
    text = out.getvalue()
    if r.random() < .2:
        text = "\ufeff" + text
    return text, r.choice(["text/csv", "text/csv; charset=utf-8"])


def as_tsv(r, records):
    text, _ = as_csv(r, records, "\t")
    return text, "text/tab-separated-values"


def _tag(k):
    return "".join(c if c.isalnum() else "_" for c in k)


def as_xml(r, records):
    attributes = r.random() < .3
    out = ['<?xml version="1.0" encoding="UTF-8"?>', "<people>"]
    for rec in records:
        if attributes:
            out.append("  <person %s/>" % " ".join(
                '%s="%s"' % (_tag(k), html.escape(str(v))) for k, v in rec))
        else:
            out.append("  <person>")
            for k, v in rec:
                v = str(v)
                v = "<![CDATA[%s]]>" % v if r.random() < .15 else html.escape(v)
                out.append("    <%s>%s</%s>" % (_tag(k), v, _tag(k)))
            out.append("  </person>")
    return "\n".join(out + ["</people>"]), r.choice(["application/xml", "text/xml; charset=utf-8"])


def as_soap(r, records):
    body = "".join("<ns:%s>%s</ns:%s>" % (_tag(k), html.escape(str(v)), _tag(k)) for k, v in records[0])
    return ('<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:ns="urn:crm">'
            "<soapenv:Body><ns:saveCustomer>%s</ns:saveCustomer></soapenv:Body></soapenv:Envelope>" % body), \
        "text/xml; charset=utf-8"


def as_html(r, records):
    k = r.random()
    if k < .5:
        rows = "<tr>%s</tr>" % "".join("<th>%s</th>" % html.escape(x) for x, _ in records[0])
        rows += "".join("<tr>%s</tr>" % "".join("<td>%s</td>" % html.escape(str(v)) for _, v in rec)
                        for rec in records)
        body = "<table>%s</table>" % rows
    elif k < .75:
        body = "<hr>".join("<dl>%s</dl>" % "".join(
            "<dt>%s</dt><dd>%s</dd>" % (html.escape(x), html.escape(str(v))) for x, v in rec)
            for rec in records)
    else:
        body = "".join("<form>%s</form>" % "".join(
            '<input name="%s" value="%s">' % (html.escape(x), html.escape(str(v))) for x, v in rec)
            for rec in records)
    return "<!DOCTYPE html><html><head><meta charset=utf-8><title>export</title></head><body>%s</body></html>" % body, \
        "text/html; charset=utf-8"


def as_yaml(r, records):
    out = []
    for rec in records:
        for i, (k, v) in enumerate(rec):
            v = str(v)
            quote = r.choice(['"', "'", ""]) if "\n" not in v and ":" not in v else '"'
            if "\n" in v:
                v = "|\n      " + v.replace("\n", "\n      ")
                quote = ""
            out.append("%s%s: %s%s%s" % ("  - " if i == 0 else "    ", k, quote, v, quote))
    return "customers:\n" + "\n".join(out) + "\n", r.choice(["application/yaml", "text/yaml", "application/x-yaml"])


def as_sql(r, records):
    columns = ", ".join(r.choice(["`%s`", "%s", '"%s"']) % k.replace("-", "_") for k, _ in records[0])
    rows = ["(" + ", ".join(str(v) if isinstance(v, (int, float)) else "'%s'" % str(v).replace("'", "''")
                            for _, v in rec) + ")" for rec in records]
    head = "-- dump\nDROP TABLE IF EXISTS `customer`;\n"
    if r.random() < .5:
        text = head + "INSERT INTO `customer` (%s) VALUES\n%s;\n" % (columns, ",\n".join(rows))
    else:
        text = head + "".join("INSERT INTO customer (%s) VALUES %s;\n" % (columns, row) for row in rows)
    return text, r.choice(["application/sql", "text/plain", "application/octet-stream"])


def as_copy(r, records):
    """pg_dump's COPY block."""
    return "COPY public.customer (%s) FROM stdin;\n%s\n\\.\n" % (
        ", ".join(k.replace("-", "_") for k, _ in records[0]),
        "\n".join("\t".join(str(v) for _, v in rec) for rec in records)), "application/sql"


def as_markdown(r, records):
    keys = [k for k, _ in records[0]]
    return "| %s |\n|%s\n%s\n" % (" | ".join(keys), "---|" * len(keys), "\n".join(
        "| %s |" % " | ".join(str(v) for _, v in rec) for rec in records)), "text/markdown"


def as_ini(r, records):
    return "\n".join("[record%d]\n%s" % (i, "\n".join("%s=%s" % kv for kv in rec))
                     for i, rec in enumerate(records)), "text/plain"


def as_lines(r, records):
    """A sheet of labels, a paragraph a person."""
    sep = r.choice(["：", ": ", ":"])
    joint = r.choice(["\n", "，", "; "])
    return "\n\n".join(joint.join("%s%s%s" % (k, sep, v) for k, v in rec) for rec in records) + "\n", \
        "text/plain; charset=utf-8"


def as_graphql(r, records):
    q = "mutation save($input: CustomerInput!) { saveCustomer(input: $input) { id } }"
    if r.random() < .6:
        x = {"query": q, "variables": {"input": dict(records[0])}, "operationName": "save"}
    else:
        inner = ", ".join("%s: %s" % (_tag(k), json.dumps(v, ensure_ascii=False)) for k, v in records[0])
        x = {"query": "mutation { saveCustomer(input: {%s}) { id } }" % inner}
    return json.dumps(x, ensure_ascii=False), "application/json"


def multipart(r, parts):
    """[(headers, bytes)] → body, type."""
    border = r.choice(["----WebKitFormBoundary", "--------------------------", "=_x"]) + \
        "".join(r.choice("0123456789abcdefABCDEF") for _ in range(16))
    out = b""
    for head, body in parts:
        out += b"--" + border.encode() + b"\r\n" + head.encode() + b"\r\n\r\n" + body + b"\r\n"
    return out + b"--" + border.encode() + b"--\r\n", "multipart/form-data; boundary=" + border


def as_multipart(r, records):
    return multipart(r, [('Content-Disposition: form-data; name="%s"' % k, str(v).encode())
                         for k, v in records[0]])


def varint(n):
    out = b""
    while n > 0x7f:
        out += bytes([n & 0x7f | 0x80])
        n >>= 7
    return out + bytes([n])


def protobuf(record, start=1):
    out = b""
    for i, (_, v) in enumerate(record):
        n = start + i
        if isinstance(v, bool):
            out += varint(n << 3) + varint(int(v))
        elif isinstance(v, int):
            out += varint(n << 3) + varint(v)
        elif isinstance(v, float):
            out += varint(n << 3 | 1) + struct.pack("<d", v)
        else:
            b = v if isinstance(v, bytes) else str(v).encode()
            out += varint(n << 3 | 2) + varint(len(b)) + b
    return out


def as_protobuf(r, records):
    return b"".join(varint(1 << 3 | 2) + varint(len(m)) + m for m in map(protobuf, records)), \
        r.choice(["application/x-protobuf", "application/protobuf", "application/octet-stream"])


def as_grpc(r, records):
    m, _ = as_protobuf(r, records)
    if r.random() < .3:
        m = gzip.compress(m)
        return b"\x01" + struct.pack(">I", len(m)) + m, "application/grpc+proto\r\ngrpc-encoding: gzip"
    return b"\x00" + struct.pack(">I", len(m)) + m, \
        r.choice(["application/grpc", "application/grpc+proto", "application/grpc-web+proto"])


def as_xlsx(r, records):
    shared, index = [], {}

    def cell(ref, v):
        if isinstance(v, (int, float)) and not isinstance(v, bool):
            return '<c r="%s"><v>%s</v></c>' % (ref, v)
        v = str(v)
        if inline:
            return '<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (ref, html.escape(v))
        if v not in index:
            index[v] = len(shared)
            shared.append(v)
        return '<c r="%s" t="s"><v>%d</v></c>' % (ref, index[v])

    inline = r.random() < .3
    rows = [[k for k, _ in records[0]]] + [[v for _, v in rec] for rec in records]
    sheet = "".join('<row r="%d">%s</row>' % (i + 1, "".join(
        cell("%s%d" % (chr(65 + j), i + 1), v) for j, v in enumerate(row))) for i, row in enumerate(rows))
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    files = {
        "[Content_Types].xml": head + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": head + '<workbook xmlns="%s"><sheets><sheet name="Sheet1" sheetId="1"/></sheets></workbook>' % ns,
        "xl/worksheets/sheet1.xml": head + '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (ns, sheet),
    }
    if not inline:
        files["xl/sharedStrings.xml"] = head + '<sst xmlns="%s" count="%d" uniqueCount="%d">%s</sst>' % (
            ns, len(shared), len(shared), "".join("<si><t>%s</t></si>" % html.escape(s) for s in shared))
    return make_zip(files), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def docx(paragraphs, r, table=None):
    def run(text):
        # Word cuts text into runs wherever it likes.
        if len(text) > 6 and r.random() < .3:
            at = r.randint(1, len(text) - 1)
            return run(text[:at]) + run(text[at:])
        return '<w:r><w:t xml:space="preserve">%s</w:t></w:r>' % html.escape(text)

    body = "".join("<w:p>%s</w:p>" % run(p) for p in paragraphs)
    if table:
        body += "<w:tbl>%s</w:tbl>" % "".join("<w:tr>%s</w:tr>" % "".join(
            "<w:tc><w:p>%s</w:p></w:tc>" % run(str(c)) for c in row) for row in table)
    ns = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return make_zip({
        "[Content_Types].xml": head + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": head + '<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (ns, body)})


def as_docx(r, records):
    return docx(["人员名单"], r, [[k for k, _ in records[0]]] + [[v for _, v in rec] for rec in records]), \
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def make_zip(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def make_tar(name, data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def make_7z(name, data):
    lib = ctypes.CDLL("libarchive.so.13")
    for f in ("archive_write_new", "archive_entry_new"):
        getattr(lib, f).restype = ctypes.c_void_p
    a = ctypes.c_void_p(lib.archive_write_new())
    lib.archive_write_set_format_7zip(a)
    room = ctypes.create_string_buffer(len(data) * 2 + 65536)
    used = ctypes.c_size_t(0)
    lib.archive_write_open_memory(a, room, ctypes.c_size_t(len(room)), ctypes.byref(used))
    e = ctypes.c_void_p(lib.archive_entry_new())
    lib.archive_entry_set_pathname(e, name.encode())
    lib.archive_entry_set_size(e, ctypes.c_int64(len(data)))
    lib.archive_entry_set_filetype(e, 0o100000)
    lib.archive_entry_set_perm(e, 0o644)
    lib.archive_write_header(a, e)
    lib.archive_write_data(a, data, ctypes.c_size_t(len(data)))
    lib.archive_entry_free(e)
    lib.archive_write_close(a)
    lib.archive_write_free(a)
    return room.raw[:used.value]


def make_pdf(lines):
    """A page of text: Latin as it stands, all else through a CID font with a
    ToUnicode map, as word processors write it."""
    plain = all(ord(c) < 127 for line in lines for c in line)
    if plain:
        text = "\n".join("BT /F1 11 Tf 50 %d Td (%s) Tj ET" % (
            780 - 16 * i, s.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)"))
            for i, s in enumerate(lines)).encode()
        fonts = [b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"]
    else:
        used = sorted({c for line in lines for c in line})
        gid = {c: i + 1 for i, c in enumerate(used)}
        text = "\n".join("BT /F1 11 Tf 50 %d Td <%s> Tj ET" % (
            780 - 16 * i, "".join("%04X" % gid[c] for c in s)) for i, s in enumerate(lines)).encode()
        maps = "".join("<%04X> <%s>\n" % (g, c.encode("utf-16-be").hex().upper()) for c, g in gid.items())
        cmap = ("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /X def\n/CMapType 2 def\n"
                "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n%d beginbfchar\n%sendbfchar\nendcmap\n"
                "CMapName currentdict /CMap defineresource pop\nend\nend" % (len(used), maps)).encode()
        fonts = [b"<< /Type /Font /Subtype /Type0 /BaseFont /ABCDEE+SimSun /Encoding /Identity-H"
                 b" /DescendantFonts [6 0 R] /ToUnicode 7 0 R >>",
                 b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /ABCDEE+SimSun /CIDSystemInfo"
                 b" << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 8 0 R >>",
                 b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
                 b"<< /Type /FontDescriptor /FontName /ABCDEE+SimSun /Flags 4 /FontBBox [0 0 1000 1000]"
                 b" /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"]
    stream = zlib.compress(text)
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
               b" /Resources << /Font << /F1 5 0 R >> >> >>",
               b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream)] + fonts
    out, at = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for i, o in enumerate(objects):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i + 1, o)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1)
    out += b"".join(b"%010d 00000 n \n" % a for a in at)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(at) + 1, xref)


def make_pack(name, data, message):
    """The body of git-receive-pack: a blob, a tree, a commit."""
    def oid(kind, body):
        return hashlib.sha1(b"%s %d\0" % (kind, len(body)) + body).digest()

    def entry(kind, body):
        n, size = kind << 4 | len(body) & 15, len(body) >> 4
        head = bytearray()
        while size:
            head.append(n | 0x80)
            n, size = size & 0x7f, size >> 7
        head.append(n)
        return bytes(head) + zlib.compress(body)

    blob = oid(b"blob", data)
    tree_body = b"100644 " + name.encode() + b"\0" + blob
    tree = oid(b"tree", tree_body)
    commit_body = ("tree %s\nauthor Build Robot <noreply@example.com> 1762848000 +0800\n"
                   "committer Build Robot <noreply@example.com> 1762848000 +0800\n\n%s\n" % (tree.hex(), message)).encode()
    commit = oid(b"commit", commit_body)
    pack = b"PACK" + struct.pack(">II", 2, 3) + entry(1, commit_body) + entry(2, tree_body) + entry(3, data)
    pack += hashlib.sha1(pack).digest()
    line = b"%s %s refs/heads/main\0 report-status side-band-64k agent=git/2.39.2" % (b"0" * 40, commit.hex().encode())
    return b"%04x" % (len(line) + 4) + line + b"0000" + pack


# ---- codings ----

def brotli(data):
    lib = ctypes.CDLL("libbrotlienc.so.1")
    n = ctypes.c_size_t(len(data) * 2 + 1024)
    out = ctypes.create_string_buffer(n.value)
    assert lib.BrotliEncoderCompress(5, 22, 0, ctypes.c_size_t(len(data)), data, ctypes.byref(n), out)
    return out.raw[:n.value]


def zstd(data):
    lib = ctypes.CDLL("libzstd.so.1")
    lib.ZSTD_compressBound.restype = lib.ZSTD_compress.restype = ctypes.c_size_t
    out = ctypes.create_string_buffer(lib.ZSTD_compressBound(ctypes.c_size_t(len(data))))
    n = lib.ZSTD_compress(out, ctypes.c_size_t(len(out)), data, ctypes.c_size_t(len(data)), 3)
    return out.raw[:n]


def gz(data):
    return gzip.compress(data, mtime=0)


CODINGS = {"gzip": gz, "deflate": zlib.compress, "br": brotli, "zstd": zstd}


def chunked(r, data):
    out, at = b"", 0
    while at < len(data):
        n = r.choice([1, 3, 17, 64, 500, 4096])
        part = data[at:at + n]
        out += b"%x\r\n" % len(part) + part + b"\r\n"
        at += n
    return out + b"0\r\n\r\n"


def request(head, body=b"", method="POST", path="/api/v1/upload", host="collect.example.com", chunk=None):
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: " + host]
    lines += ["%s: %s" % kv for kv in head]
    if chunk is not None:
        lines.append("Transfer-Encoding: chunked")
        body = chunked(chunk, body)
    elif body or method in ("POST", "PUT", "PATCH"):
        lines.append("Content-Length: %d" % len(body))
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


# ---- evasions of the eye ----

def full_width(v):
    return "".join(chr(ord(c) + 0xfee0) if "!" <= c <= "~" else c for c in v)


def zero_width(r, v):
    marks = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"]
    out = v[0]
    for c in v[1:]:
        out += (r.choice(marks) if r.random() < .4 else "") + c
    return out


def json_escaped(text):
    return "".join("\\u%04x" % ord(c) if c.isalnum() else c for c in text)


def jwt(r, claims):
    b = lambda x: base64.urlsafe_b64encode(x).rstrip(b"=").decode()
    return "%s.%s.%s" % (b(b'{"alg":"HS256","typ":"JWT"}'), b(json.dumps(claims, ensure_ascii=False).encode()),
                         b(bytes(r.randrange(256) for _ in range(32))))


def mail(r, text, subject="report"):
    how = r.choice(["base64", "qp", "8bit", "mixed"])
    head = "From: Build Robot <noreply@example.com>\r\nTo: <postmaster@example.com>\r\nSubject: %s\r\nMIME-Version: 1.0\r\n" % subject
    import quopri
    b64 = base64.encodebytes(text.encode()).decode().replace("\n", "\r\n")
    if how == "base64":
        return head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + b64
    if how == "qp":
        return head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + \
            quopri.encodestring(text.encode()).decode().replace("\n", "\r\n")
    if how == "8bit":
        return head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + text
    return head + ("Content-Type: multipart/mixed; boundary=\"=_b1\"\r\n\r\n--=_b1\r\nContent-Type: text/plain\r\n\r\nsee attached\r\n"
                   "--=_b1\r\nContent-Type: text/plain; charset=utf-8; name=\"a.txt\"\r\nContent-Transfer-Encoding: base64\r\n"
                   "Content-Disposition: attachment; filename=\"a.txt\"\r\n\r\n%s\r\n--=_b1--\r\n" % b64)
