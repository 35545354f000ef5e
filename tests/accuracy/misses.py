# SPDX-License-Identifier: Apache-2.0
"""What looks like personal data and is none: values that miss by a digit, and
whole requests as software sends them all day."""

import base64
import json
import re
import urllib.parse
import uuid

import ids
import layers
import vocabulary as words
from ids import DIGITS, UPPER, digits, pick


def wrong_last(r, v):
    alphabet = DIGITS if v[-1].isdigit() or v[-1] == "X" else UPPER
    return v[:-1] + r.choice([c for c in alphabet if c != v[-1]])


def longer(r, v):
    return v + r.choice(DIGITS)


def swapped(r, v, valid):
    """Two neighbours changed places, and that shows."""
    for _ in range(50):
        i = r.randrange(1, len(v) - 2)
        w = v[:i] + v[i + 1] + v[i] + v[i + 2:]
        if w != v and not valid(w):
            return w
    return wrong_last(r, v)


def _checked(make, valid, breakers=("last", "swap", "long")):
    def miss(r):
        v = make(r)
        how = r.choice(breakers)
        if how == "last":
            for _ in range(20):
                w = wrong_last(r, v)
                if not valid(w):
                    return w
            return longer(r, v)
        return swapped(r, v, valid) if how == "swap" else longer(r, v)
    return miss


def _id18(v):
    return ids.mod_11_2(v[:17]) == v[17]


def _luhn(v):
    return ids.luhn(v[:-1]) == v[-1]


def _no_such_day(r):
    body = r.choice(ids.REGIONS) + "%04d" % r.randint(1950, 2005) + \
        r.choice(["0230", "0231", "0431", "0631", "0931", "1131", "1301", "0015"]) + "%03d" % r.randint(1, 999)
    return body + ids.mod_11_2(body)


def _no_province(r):
    body = r.choice(["16", "29", "38", "47", "56", "66", "69"]) + "0101%04d%02d%02d%03d" % (*ids.date(r), r.randint(1, 999))
    return body + ids.mod_11_2(body)


# detector: ways to miss it. They stand under the same names as the real ones.
MISSES = {
    "cn-resident-id": [_checked(ids.resident_id, _id18), _no_such_day, _no_province],
    "cn-mobile": [lambda r: r.choice(["140", "141", "154", "160", "161", "163", "164", "168", "169", "179", "194"]) + digits(r, 8),
                  lambda r: ids.mobile(r) + r.choice(DIGITS), lambda r: ids.mobile(r)[:-1],
                  lambda r: "0." + ids.mobile(r), lambda r: ids.mobile(r)[:3] + "****" + ids.mobile(r)[7:],
                  lambda r: "a" + ids.mobile(r) + "f0b1"],
    "cn-bank-card": [_checked(ids.bank_card, _luhn, ("last", "swap")),
                     lambda r: "6228 **** **** " + digits(r, 4)],
    "credit-card": [_checked(ids.credit_card, _luhn, ("last", "swap")),
                    lambda r: "**** **** **** " + digits(r, 4), lambda r: "4111-XXXX-XXXX-" + digits(r, 4)],
    "cn-passport": [lambda r: "E" + r.choice("IO") + digits(r, 7), lambda r: "E" + digits(r, 6)],
    "cn-hkmo-permit": [lambda r: "C" + digits(r, 6), lambda r: "C" + digits(r, 8) + "A"],
    "cn-tw-permit": [lambda r: "L" + digits(r, 6), lambda r: "L" + digits(r, 8) + "X"],
    "hm-home-return": [lambda r: "HM" + digits(r, 6), lambda r: "H" + digits(r, 6)],
    "hmt-residence": [_checked(ids.hmt_residence, _id18)],
    "cn-foreign-pr": [_checked(ids.foreign_pr, _id18)],
    "cn-uscc": [lambda r: wrong_last(r, ids.uscc(r)) if r.random() < .5 else ids.uscc(r) + "7"],
    "cn-plate": [lambda r: r.choice(ids._PLATES) + r.choice("ABC") + r.choice("IO") + digits(r, 4),
                 lambda r: r.choice("北南东中上") + "A" + digits(r, 5)],
    "vin": [lambda r: ids.vin(r) + r.choice(DIGITS), lambda r: ids.vin(r)[:-1] + r.choice("IOQ")],
    "imei": [_checked(ids.imei, _luhn)],
    "imsi": [lambda r: "46099" + digits(r, 10), lambda r: ids.imsi(r)[:-1]],
    "iccid": [_checked(ids.iccid, _luhn, ("last", "swap")), lambda r: "8986" + digits(r, 12)],
    "mac-address": [lambda r: ":".join(pick(r, 2, "0123456789ABCDEF") for _ in range(r.choice([5, 7]))),
                    lambda r: "12:34-56:78-9A:BC"],
    "email": [lambda r: "icon@2x.png", lambda r: "left-pad@1.3.0", lambda r: "user@localhost",
              lambda r: "logo-%d@3x.webp" % r.randint(1, 99), lambda r: "@angular/core@%d.2.1" % r.randint(8, 17),
              lambda r: "z***g@example.com".replace("z***g", "z***" + r.choice("abc"))],
    "us-ssn": [lambda r: r.choice(["000", "666", "9" + digits(r, 2)]) + "-12-3456",
               lambda r: "123-00-4567", lambda r: "123-45-0000", lambda r: "***-**-" + digits(r, 4)],
    "e164-phone": [lambda r: "+0" + digits(r, 9), lambda r: "+12345", lambda r: "1+2125550100"],
    "passport-mrz": [lambda r: ids.mrz(r) + "7", lambda r: wrong_last(r, ids.mrz(r))],
    "sg-nric": [lambda r: wrong_last(r, ids.nric(r)), lambda r: ids.nric(r) + "7"],
    "iban": [lambda r: ids.iban(r)[:-2] + "%02d" % ((int(ids.iban(r)[-2:]) + 1) % 100) + "77",
             lambda r: wrong_last(r, ids.iban(r))],
    "it-cf": [lambda r: wrong_last(r, ids.it_cf(r)), lambda r: ids.it_cf(r) + "7"],
    "hk-id": [lambda r: ids.hk_id(r)[:-3].replace("(", "") + "(%s)" % r.choice("BCDEF"),
              lambda r: ids.hk_id(r).replace("(", "").replace(")", "") + "7"],
    "tw-id": [lambda r: wrong_last(r, ids.tw_id(r)), lambda r: ids.tw_id(r) + "7"],
    "in-aadhaar": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 1) % 10))(ids.aadhaar(r)), lambda r: ids.aadhaar(r) + "7"],
    "in-pan": [lambda r: "ABCXE1234F", lambda r: "ABCPE12345"],
    "jp-my-number": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 5) % 10))(ids.my_number(r)), lambda r: ids.my_number(r) + "7"],
    "uk-nino": [lambda r: r.choice(["BG", "GB", "KN", "NK", "NT", "TN", "ZZ", "QQ"]) + "123456A", lambda r: "AB123456E"],
    "uk-nhs": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 1) % 10))(ids.nhs(r)), lambda r: ids.nhs(r) + "7"],
    "de-tax-id": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 1) % 10))(ids.de_tax(r)), lambda r: ids.de_tax(r) + "7"],
    "fr-nir": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 1) % 10))(ids.fr_nir(r))],
    "es-dni": [lambda r: wrong_last(r, ids.es_dni(r))],
    "br-cpf": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 1) % 10))(ids.cpf(r))],
    "pl-pesel": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 1) % 10))(ids.pesel(r))],
    "th-id": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 1) % 10))(ids.th_id(r))],
    "ca-sin": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 1) % 10))(ids.sin(r))],
    "au-tfn": [lambda r: (lambda v: v[:-1] + str((int(v[-1]) + 1) % 10))(ids.tfn(r))],
    "kr-rrn": [lambda r: "901301-1234567", lambda r: "900101-9234567"],
    "cn-landline": [lambda r: "010-1" + digits(r, 7), lambda r: "400-820-" + digits(r, 4)],
    "wechat-id": [lambda r: "1" + pick(r, 6, "abcdef"), lambda r: "ab12"],
    "qq-id": [lambda r: "0" + digits(r, 6), lambda r: "1234"],
    "cn-resident-id-15": [lambda r: "110101801301001", lambda r: "17" + digits(r, 13), lambda r: ids.resident_id_15(r) + "9"],
    "gps": [lambda r: "131.234567,221.473701", lambda r: "1.2.3,4.5.6"],
    "aws-key": [lambda r: "AKIA" + pick(r, 8, UPPER)],
    "github-token": [lambda r: "ghp_" + pick(r, 12, DIGITS)],
}

# ---- numbers that are something else, by the name they go under ----

SNOWFLAKE = lambda r: str(r.randint(1 << 60, (1 << 62) - 1))


def isbn13(r):
    b = "978" + r.choice("0137") + digits(r, 8)
    return b + str(-sum(int(c) * (1, 3)[i % 2] for i, c in enumerate(b)) % 10)


def hexid(r, n):
    return pick(r, n, "0123456789abcdef")


def guid(r):
    return str(uuid.UUID(int=r.getrandbits(128), version=4))


OTHERS = [
    ("timestamp", lambda r: r.randint(1600000000000, 1799999999999)), ("ts", lambda r: r.randint(1600000000, 1799999999)),
    ("time_us", lambda r: r.randint(1600000000000000, 1799999999999999)), ("startTimeUnixNano", lambda r: str(r.randint(16 * 10**17, 18 * 10**17))),
    ("id", SNOWFLAKE), ("order_no", lambda r: "2026%02d%02d" % (r.randint(1, 12), r.randint(1, 28)) + digits(r, 12)),
    ("orderId", lambda r: digits(r, r.choice([15, 16, 17, 18, 19]))), ("订单号", lambda r: digits(r, 18)), ("运单号", lambda r: "SF" + digits(r, 13)),
    ("tracking_number", lambda r: r.choice(["1Z" + pick(r, 16, DIGITS + "ABCDEF"), "YT" + digits(r, 13), digits(r, 12)])),
    ("isbn", isbn13), ("uuid", guid), ("request_id", guid), ("sha256", lambda r: hexid(r, 64)), ("md5", lambda r: hexid(r, 32)),
    ("etag", lambda r: '"%s"' % hexid(r, 32)), ("score", lambda r: r.random()), ("weight", lambda r: round(r.uniform(0, 200), 11)),
    ("price", lambda r: "%.2f" % r.uniform(1, 99999)), ("total", lambda r: int(10 ** r.uniform(1, 11))), ("version", lambda r: "%d.%d.%d" % (r.randint(0, 20), r.randint(0, 40), r.randint(0, 999))),
    ("build", lambda r: "%d.%d.%d.%d" % (r.randint(1, 200), 0, r.randint(1000, 9999), r.randint(1, 200))),
    ("serial", lambda r: pick(r, 12, UPPER + DIGITS)), ("序列号", lambda r: "E" + digits(r, 8)), ("型号", lambda r: r.choice("HMTLC") + digits(r, 8)),
    ("serial_no", lambda r: r.choice("EGCTL") + digits(r, 8)), ("part_no", lambda r: r.choice("CEHT") + digits(r, 8)),
    ("sku", lambda r: "SKU" + digits(r, 10)), ("barcode", lambda r: "69" + digits(r, 11)), ("ean", lambda r: digits(r, 13)),
    ("ip", lambda r: "%d.%d.%d.%d" % tuple(r.randint(1, 254) for _ in range(4))), ("ipv6", lambda r: "2001:db8:" + ":".join(hexid(r, 4) for _ in range(6))),
    ("offset", lambda r: r.randint(10**9, 10**12)), ("size", lambda r: r.randint(10**6, 10**11)), ("hash", lambda r: hexid(r, r.choice([7, 16, 40]))),
    ("traceId", lambda r: hexid(r, 32)), ("spanId", lambda r: hexid(r, 16)), ("objectId", lambda r: hexid(r, 24)), ("batch", lambda r: "B" + digits(r, 10)),
    ("流水号", lambda r: digits(r, 16)), ("交易号", lambda r: digits(r, 28)), ("合同编号", lambda r: "HT-2026-" + digits(r, 5)), ("invoice_no", lambda r: digits(r, 8)),
    ("发票代码", lambda r: "0" + digits(r, 11)), ("duration_ns", lambda r: r.randint(10**8, 10**12)), ("matrix", lambda r: "matrix(0.9998,0.0175,-0.0175,0.9998,%d,%d)" % (r.randint(0, 900), r.randint(0, 900))),
    ("bbox", lambda r: [round(r.uniform(0, 1), 4) for _ in range(4)]), ("vector", lambda r: [round(r.uniform(-1, 1), 8) for _ in range(8)]),
    ("loss", lambda r: [r.uniform(0, 3) for _ in range(4)]), ("phone_masked", lambda r: "138****" + digits(r, 4)), ("id_masked", lambda r: "110101********" + digits(r, 3) + "X"),
    ("card_last4", lambda r: digits(r, 4)), ("count", lambda r: r.randint(1, 10**7)), ("temperature", lambda r: round(r.uniform(-20, 60), 6)),
    ("nonce", lambda r: base64.b64encode(r.randbytes(24)).decode()), ("signature", lambda r: base64.b64encode(r.randbytes(128)).decode()),
    ("datetime", lambda r: "2026-%02d-%02dT%02d:%02d:%02d.%06d+08:00" % (r.randint(1, 12), r.randint(1, 28), r.randint(0, 23), r.randint(0, 59), r.randint(0, 59), r.randint(0, 999999))),
    ("compact_time", lambda r: "2026%02d%02d%02d%02d%02d%03d" % (r.randint(1, 12), r.randint(1, 28), r.randint(0, 23), r.randint(0, 59), r.randint(0, 59), r.randint(0, 999))),
    ("color", lambda r: "#" + hexid(r, 6)), ("url", lambda r: "https://cdn.example.com/a/%s/%s.js?v=%s" % (hexid(r, 8), hexid(r, 16), digits(r, 10))),
    ("user_agent", lambda r: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/%d.0.%d.%d Safari/537.36" % (r.randint(90, 140), r.randint(1000, 7000), r.randint(1, 200))),
    ("product", lambda r: r.choice(["张小泉剪刀", "王老吉凉茶", "高新技术", "李宁运动鞋", "周黑鸭鸭脖", "马应龙痔疮膏", "陈皮普洱", "白云山板蓝根", "江小白", "金龙鱼食用油"])),
    ("title", lambda r: r.choice(["武汉市区路况通报", "第3号文件", "道路红线宽度40米", "QQ音乐2024", "微信支付 SUCCESS", "高速公路建设", "规格 L12345678", "Part C12345678"])),
]


def record(r, n=None):
    return [(k, f(r)) for k, f in r.sample(OTHERS, n or r.randint(3, 12))]


# ---- whole requests ----

def _json(x):
    return json.dumps(x, ensure_ascii=False).encode()


def numbers(r):
    rows = [record(r)]
    rows += [[(k, dict(OTHERS)[k](r)) for k, _ in rows[0]] for _ in range(r.randint(0, 6))]
    how = r.choice([layers.as_json, layers.as_ndjson, layers.as_csv, layers.as_xml, layers.as_yaml, layers.as_sql,
                    layers.as_log, layers.as_html, layers.as_form, layers.as_ini, layers.as_nested_json, layers.as_tsv])
    text, kind = how(r, rows)
    return text.encode(), kind


def lock(r):
    names = "left-pad lodash react react-dom @babel/core @types/node webpack chalk yargs semver glob minimist".split()
    x = {"name": "web", "lockfileVersion": 3, "packages": {
        "node_modules/" + n: {"version": "%d.%d.%d" % (r.randint(0, 18), r.randint(0, 30), r.randint(0, 30)),
                              "resolved": "https://registry.example.org/%s/-/%s-%d.%d.0.tgz" % (n, n.split("/")[-1], r.randint(0, 9), r.randint(0, 9)),
                              "integrity": "sha512-" + base64.b64encode(r.randbytes(64)).decode(),
                              "dependencies": {m: "^%d.%d.0" % (r.randint(0, 9), r.randint(0, 9)) for m in r.sample(names, 2)}}
        for n in r.sample(names, 8)}}
    return json.dumps(x, indent=2).encode(), "application/json"


def pom(r):
    return ("""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>com.example</groupId><artifactId>order-service</artifactId><version>%d.%d.%d-SNAPSHOT</version>
<dependencies>%s</dependencies></project>""" % (r.randint(0, 9), r.randint(0, 20), r.randint(0, 99), "".join(
        "<dependency><groupId>org.%s</groupId><artifactId>%s</artifactId><version>%d.%d.%d.RELEASE</version></dependency>" % (
            n, n, r.randint(0, 9), r.randint(0, 30), r.randint(0, 30)) for n in r.sample(
            ["slf4j", "netty", "guava", "jackson", "mysql", "junit", "logback"], 4)))).encode(), "application/xml"


def kubernetes(r):
    return ("""apiVersion: apps/v1
kind: Deployment
metadata:
  name: %s
  uid: %s
  resourceVersion: "%s"
  labels: {app: web, pod-template-hash: %s}
spec:
  replicas: %d
  template:
    spec:
      containers:
      - name: main
        image: registry.example.com/team/web@sha256:%s
        ports: [{containerPort: %d}]
        resources: {limits: {cpu: 500m, memory: %dMi}}
        env:
        - name: POD_IP
          value: 10.%d.%d.%d
""" % (r.choice(["web", "orders", "search"]), guid(r), digits(r, r.choice([8, 9, 11])), hexid(r, 10), r.randint(1, 9), hexid(r, 64),
       r.randint(1024, 65000), r.randint(64, 4096), *[r.randint(0, 254) for _ in range(3)])).encode(), "application/yaml"


def prometheus(r):
    out = []
    for name in r.sample(["http_requests_total", "process_cpu_seconds_total", "go_memstats_alloc_bytes", "node_disk_io_time_seconds_total",
                          "kafka_consumer_lag", "jvm_gc_pause_seconds_sum"], 4):
        out.append("# HELP %s counter\n# TYPE %s counter" % (name, name))
        for _ in range(r.randint(1, 6)):
            out.append('%s{code="%d",instance="10.%d.%d.%d:9100",le="%s"} %s %d' % (
                name, r.choice([200, 404, 500]), r.randint(0, 255), r.randint(0, 255), r.randint(0, 255), r.choice(["0.005", "+Inf", "2.5"]),
                r.choice(["%.6g" % r.uniform(0, 1e12), str(int(10 ** r.uniform(0, 10))), "%e" % r.uniform(0, 1e10)]), r.randint(16 * 10**11, 18 * 10**11)))
    return "\n".join(out).encode(), "text/plain; version=0.0.4"


def traces(r):
    return _json({"resourceSpans": [{"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "checkout"}},
                  {"key": "host.id", "value": {"stringValue": hexid(r, 32)}}]}, "scopeSpans": [{"spans": [
                      {"traceId": hexid(r, 32), "spanId": hexid(r, 16), "name": "GET /api/v1/items", "kind": 2,
                       "startTimeUnixNano": str(r.randint(16 * 10**17, 18 * 10**17)), "endTimeUnixNano": str(r.randint(16 * 10**17, 18 * 10**17)),
                       "attributes": [{"key": "http.status_code", "value": {"intValue": "200"}},
                                      {"key": "net.peer.ip", "value": {"stringValue": "10.0.%d.%d" % (r.randint(0, 255), r.randint(0, 255))}},
                                      {"key": "thread.id", "value": {"intValue": str(r.randint(10**9, 10**15))}}]} for _ in range(r.randint(1, 8))]}]}]}), "application/json"


def log_text(r):
    out = []
    for _ in range(r.randint(3, 40)):
        out.append(r.choice([
            lambda: "2026-11-%02d %02d:%02d:%02d,%03d INFO  [pool-%d-thread-%d] c.e.o.Service - took %d ms, batch=%s" % (
                r.randint(1, 28), r.randint(0, 23), r.randint(0, 59), r.randint(0, 59), r.randint(0, 999), r.randint(1, 9), r.randint(1, 99), r.randint(1, 9999), SNOWFLAKE(r)),
            lambda: "10.2.%d.%d - - [23/Nov/2026:10:%02d:%02d +0800] \"GET /static/js/app.%s.js HTTP/1.1\" 200 %d \"-\" \"curl/7.88.1\" %.6f" % (
                r.randint(0, 255), r.randint(0, 255), r.randint(0, 59), r.randint(0, 59), hexid(r, 8), r.randint(100, 10**6), r.random()),
            lambda: "kernel: [%d.%06d] eth0: rx_bytes %d tx_bytes %d" % (r.randint(1, 10**6), r.randint(0, 999999), int(10 ** r.uniform(4, 12)), int(10 ** r.uniform(4, 12))),
            lambda: "ERROR 订单 %s 支付超时，重试第%d次，耗时%d毫秒" % ("20261123" + digits(r, 12), r.randint(1, 5), r.randint(1, 99999)),
            lambda: "trace=%s span=%s status=OK elapsed_ns=%d" % (hexid(r, 32), hexid(r, 16), r.randint(10**6, 10**12)),
            lambda: "java.lang.IllegalStateException: no handler for 0x%s at com.example.Main.run(Main.java:%d)" % (hexid(r, 12), r.randint(1, 2000)),
            lambda: "GC(%d) Pause Young %dM->%dM(%dM) %.3fms" % (r.randint(1, 9999), r.randint(1, 999), r.randint(1, 999), r.randint(1000, 4000), r.uniform(1, 99)),
        ])())
    return "\n".join(out).encode(), "text/plain"


def source(r):
    v = pick(r, 6, "abcdefghij")
    return r.choice([
        lambda: "#include <stdint.h>\nstatic const uint64_t %s[] = {%s};\nint main(void) { return (int)(%s[0] >> %d); }\n" % (
            v, ", ".join("0x%sULL" % hexid(r, 16) for _ in range(8)), v, r.randint(1, 60)),
        lambda: "def %s(name, phone=None, email=''):\n    \"\"\"Sends a letter.\"\"\"\n    if not re.match(r'^1[3-9]\\d{9}$', phone):\n        raise ValueError('bad phone')\n    return PRICE * %s\n" % (v, r.random()),
        lambda: "const %s = require('%s');\nexport const PI = 3.14159265358979;\nconst LIMIT = %d; // 手机号校验\nfunction check(idCard) { return /^\\d{17}[\\dX]$/.test(idCard); }\n" % (v, v, r.randint(10**5, 10**10)),
        lambda: "package main\n\nimport \"fmt\"\n\ntype User struct {\n\tName string `json:\"name\"`\n\tEmail string `json:\"email\"`\n\tPassport string `json:\"passport\"`\n}\n\nfunc main() { fmt.Println(%d) }\n" % r.randint(10**8, 10**11),
        lambda: "@Entity\npublic class Customer {\n  private static final long serialVersionUID = %dL;\n  @Column(name = \"id_card\", length = 18) private String idCard;\n  @Column(name = \"mobile\") private String mobile;\n}\n" % r.randint(10**17, 9 * 10**18),
        lambda: "diff --git a/%s.c b/%s.c\nindex %s..%s 100644\n--- a/%s.c\n+++ b/%s.c\n@@ -%d,7 +%d,9 @@ static int\n-\treturn %d;\n+\treturn %d;\n" % (
            v, v, hexid(r, 7), hexid(r, 7), v, v, r.randint(1, 999), r.randint(1, 999), r.randint(1, 10**9), r.randint(1, 10**11)),
        lambda: "!function(e,t){\"use strict\";var n=%d,r=%s,o=\"%s\";t.exports=function(i){return i^n<<%d|r*%s}}(this,module);//# sourceMappingURL=%s.js.map" % (
            r.randint(10**9, 10**11), r.random(), hexid(r, 40), r.randint(1, 30), r.random(), hexid(r, 8)),
        lambda: ".icon{background:url(icon@2x.png) no-repeat;width:%s%%}@media(max-width:%dpx){.%s{margin:0 auto;transform:matrix(0.9998,0.0175,-0.0175,0.9998,0,0)}}\n" % (r.uniform(0, 100), r.randint(300, 2000), v),
        lambda: "from flask import Flask\napp = Flask(__name__)\n\n@app.route('/user/<int:uid>')\ndef user(uid):\n    return {'uid': uid, 'seed': %d}\n" % r.randint(10**10, 10**18),
    ])().encode(), r.choice(["text/plain", "text/x-c", "application/javascript", "application/octet-stream"])


def schema(r):
    return ("CREATE TABLE customer (\n  id bigint(20) unsigned NOT NULL AUTO_INCREMENT,\n  name varchar(64) DEFAULT NULL COMMENT '姓名',\n"
            "  mobile char(11) NOT NULL COMMENT '手机号',\n  id_card char(18) COMMENT '身份证号',\n  email varchar(128),\n  address varchar(255) COMMENT '家庭住址',\n"
            "  religion varchar(16), diagnosis text,\n  PRIMARY KEY (id), KEY idx_mobile (mobile)\n) ENGINE=InnoDB AUTO_INCREMENT=%s DEFAULT CHARSET=utf8mb4;\n" % digits(r, r.choice([6, 8, 9]))).encode(), \
        "application/sql"


def changelog(r):
    return ("# Changelog\n\n## [%d.%d.%d] - 2026-%02d-%02d\n\n### Fixed\n- icon@2x.png was blurred (#%d)\n- npm i left-pad@1.3.0 no longer fails\n- 修复手机号输入框在%d像素下错位的问题\n"
            "- See commit %s\n\n## License\nCopyright 2019-2026. Permission is granted to use this software.\n" % (
                r.randint(0, 9), r.randint(0, 9), r.randint(0, 99), r.randint(1, 12), r.randint(1, 28), r.randint(1, 20000), r.randint(320, 1920), hexid(r, 40))).encode(), "text/markdown"


def page(r):
    return ("<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>%s</title><script async src=\"https://stat.example.com/t.js?id=G-%s\"></script>"
            "<script>window._t=window._t||[];_t.push(['v','%s',%d]);var cid='%s.%s';</script><link rel=icon href=/favicon-%s.ico></head>"
            "<body><h1>%s</h1><p>发布时间：2026-%02d-%02d 阅读 %d</p><p>%s</p><img src=/img/banner@2x.png width=1920 height=1080>"
            "<footer>ICP备%s号-1 客服热线 400-820-%s</footer></body></html>" % (
                r.choice(["首页", "新闻中心", "产品列表"]), pick(r, 10, UPPER + DIGITS), guid(r), r.randint(16 * 10**11, 18 * 10**11), digits(r, 10), digits(r, 10), hexid(r, 6),
                r.choice(["关于我们", "季度通报", "新品上市"]), r.randint(1, 12), r.randint(1, 28), r.randint(1, 10**6), r.choice(PROSE_ZH), digits(r, 8), digits(r, 4))).encode(), "text/html; charset=utf-8"


PROSE_ZH = """今年秋粮收购工作进展顺利，各地粮库腾出仓容一千二百万吨，烘干设备提前检修到位。
本次列车运行图调整后，高铁动车组列车开行数量增加八十余列，旅客出行更加方便。
这款保温杯采用双层不锈钢内胆，容量500毫升，保温时长可达十二小时，适合办公和户外使用。
高新技术企业研发投入比去年同期增长百分之十五点三，专利申请数量超过一万件。
道路红线宽度40米，双向六车道，两侧设置非机动车道和人行道，预计明年年底通车。
通知：第3号文件自发布之日起施行，此前规定与本文件不一致的，以本文件为准。
王老吉凉茶和张小泉剪刀都是老字号，进入名录已有多年，销售遍布全国各地。
数据库主从延迟超过三百毫秒时自动切换读流量，切换期间写请求不受影响。
天气预报：明天白天多云转晴，最高气温18度，最低气温7度，西北风三到四级。
请各部门于本周五下班前提交第四季度预算表，逾期系统将自动关闭填报入口。
红烧肉做法：五花肉切块焯水，锅中放冰糖炒至焦糖色，加入生抽老抽料酒，小火炖一小时。
新版本支持手机号一键登录与身份证识别功能，升级后请在设置页面开启。
博物馆周一闭馆，开放时间为上午九点至下午五点，免费参观，请提前预约。
微信支付接口返回SUCCESS，订单状态已更新，等待物流揽收。
健康科普：高血压患者应当少盐饮食，坚持运动，按时测量血压。
本课程介绍糖尿病的预防知识，包括饮食、运动和体重管理三个部分。
佛教传入中国已有两千年历史，留下了敦煌、云冈、龙门等石窟艺术。
公司工资制度自明年起调整，绩效考核周期由季度改为半年。
指纹识别模块通过了安全认证，误识率低于五万分之一。
长江中下游水位持续回落，沿江省份启动抗旱四级应急响应。""".split("\n")

PROSE_EN = """The quarterly meeting moved to Thursday; bring the draft budget and the list of open points.
Version 2.3.1 fixes a race in the scheduler and lowers memory use by about 12 percent.
To rotate the log, send SIGHUP; the old file keeps its name with a number behind it.
Our new kettle boils 1.7 litres in under four minutes and switches itself off.
Enter your phone number and e-mail address in the form, then press the button to continue.
The passport office is closed on Mondays; appointments can be made online.
Diabetes prevention begins with diet and exercise, as the brochure explains on page 12.
Salary bands are reviewed each spring; the policy is on the intranet.
This licence does not grant permission to use the trade names of the licensor.
Set the timeout to 30000 ms, the pool to 64 connections and the backlog to 1024.
Fingerprint sensors differ in area and resolution, typically 508 dpi.
The church was built in 1764 and restored twice, most recently in 1998.
Trains leave every 20 minutes from platform 4; the ride takes 1 hour and 12 minutes.
Matrix multiplication of two 4096 by 4096 arrays took 0.0175 seconds on the new card.
All tests passed on 2026-11-02 with build 20261102.3 and kernel 6.18.0.""".split("\n")


def prose(r):
    if r.random() < .6:
        return "".join(r.sample(PROSE_ZH, r.randint(1, 8))).encode(), "text/plain; charset=utf-8"
    return " ".join(r.sample(PROSE_EN, r.randint(1, 8))).encode(), "text/plain"


def chat(r):
    return _json({"model": "example-1", "temperature": round(r.random(), 2), "messages": [
        {"role": "system", "content": "You are a helpful assistant."},
        {"role": "user", "content": r.choice(PROSE_ZH + PROSE_EN)},
        {"role": "user", "content": "请解释一下身份证号最后一位X是怎么计算的？" if r.random() < .3 else r.choice(PROSE_EN)}]}), "application/json"


def noise(r):
    return r.choice([
        lambda: (_json({"blob": base64.b64encode(r.randbytes(r.randint(50, 3000))).decode(), "n": r.randint(1, 99)}), "application/json"),
        lambda: (r.randbytes(r.randint(100, 4000)), "application/octet-stream"),
        lambda: (_json({"hex": hexid(r, 2000)}), "application/json"),
        lambda: (_json({"weights": [r.gauss(0, 1) for _ in range(200)]}), "application/json"),
        lambda: ("\n".join(",".join("%.9f" % r.uniform(-3, 3) for _ in range(10)) for _ in range(40)).encode(), "text/csv"),
        lambda: ("\n".join(",".join(str(r.randint(10**9, 10**18)) for _ in range(6)) for _ in range(40)).encode(), "text/csv"),
    ])()


def telemetry(r):
    rows = [{"device": "sensor-%03d" % r.randint(1, 999), "t": r.randint(16 * 10**11, 18 * 10**11), "axle": round(r.uniform(20, 90), 4), "rpm": r.randint(0, 9000),
             "v": [round(r.uniform(0, 400), 5) for _ in range(3)], "fw": "%d.%d.%d" % (r.randint(1, 5), r.randint(0, 20), r.randint(0, 99)), "seq": r.randint(10**4, 10**9)} for _ in range(r.randint(1, 30))]
    return _json(rows), "application/json"


def analytics(r):
    return urllib.parse.urlencode({"v": 2, "tid": "G-" + pick(r, 10, UPPER + DIGITS), "gtm": "45je" + hexid(r, 6), "_p": r.randint(10**8, 10**10), "cid": "%s.%s" % (r.randint(10**8, 10**10 - 1), r.randint(16 * 10**8, 18 * 10**8)),
                                   "ul": "zh-cn", "sr": "1920x1080", "_s": 1, "sid": r.randint(16 * 10**8, 18 * 10**8), "dl": "https://www.example.com/p/%s?ref=%s" % (digits(r, 9), hexid(r, 12)), "en": "page_view", "_et": r.randint(1, 99999)}).encode(), \
        "application/x-www-form-urlencoded"


def catalogue(r):
    rows = [[("spu", "SPU" + digits(r, 9)), ("品名", r.choice(["张小泉剪刀", "王老吉凉茶", "李宁跑鞋", "方太油烟机", "马可波罗瓷砖", "老干妈辣酱", "陈克明面条"])),
             ("规格", r.choice(["500ml*12", "L12345678", "42码", "E27 12W"])), ("条码", "69" + digits(r, 11)), ("price", "%.2f" % r.uniform(1, 9999)), ("库存", r.randint(0, 99999)),
             ("brand", r.choice(["李宁", "安踏", "方太", "江中"])), ("颜色", r.choice(["黑", "白", "金色"]))] for _ in range(r.randint(1, 20))]
    text, kind = r.choice([layers.as_json, layers.as_csv, layers.as_xml])(r, rows)
    return text.encode(), kind


def near(r):
    """A near miss under a telling name."""
    detector = r.choice(list(MISSES))
    v = r.choice(MISSES[detector])(r)
    while re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", v):  # misses, and hits another
        v = r.choice(MISSES[detector])(r)
    held = r.randrange(2)
    if r.random() < .6:
        rec = [(words.field(r, detector, held), v)]
        rec += [(k, r.choice(vs)) for k, vs in r.sample(words.FILLERS[held], r.randint(0, 3))]
        text, kind = r.choice([layers.as_json, layers.as_csv, layers.as_xml, layers.as_yaml, layers.as_form, layers.as_sql])(r, [rec])
    else:
        text, kind = words.sentence(r, detector, held, v), "text/plain; charset=utf-8"
    return text.encode(), kind


FAMILIES = {f.__name__: f for f in (numbers, lock, pom, kubernetes, prometheus, traces, log_text, source, schema, changelog,
                                    page, prose, chat, noise, telemetry, analytics, catalogue, near)}
WEIGHTS = {"numbers": 5, "near": 8, "source": 2, "noise": 3, "log_text": 2, "prose": 2}
