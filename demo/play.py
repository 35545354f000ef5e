#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plays the three scenarios: for each a kouand with an exporter, register and
ledger of its own, stand-in recipients on loopback, real HTTPS requests through
the proxy. Prints each verdict with its reason and article, then the ledger.
Exit 0 only if everything came as expected.

Nothing leaves the machine: the recipients are 127.0.2.1 and following. Where
the kernel lets us, all runs in namespaces, with names of its own and the usual
ports; elsewhere recipients are called by address, on ports that are free.

  play.py BUILD        the folder with kouand and kouanctl
"""

import base64
import fcntl
import http.client
import http.server
import json
import os
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time

import records

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
PATIENCE = 60
HOSTS = {
    "operations.railway.example": ("127.0.2.1", "LA"),
    "research.hospital.example": ("127.0.2.2", "NL"),
    "catalogue.platform.example": ("127.0.2.3", "DE"),
    "orders.warehouse.example": ("127.0.2.4", "FR"),
    "desk.buyers.example": ("127.0.2.5", "SG"),
}


# ---- a place to play in ----

def enter():
    """Goes on in namespaces of its own if that is possible: True there."""
    inside = os.environ.get("KOUAN_DEMO")
    if inside is None:
        command = ["unshare", "--mount", "--net", "--pid", "--fork",
                   "--kill-child", "--mount-proc", "--propagation", "private"]
        if os.geteuid() != 0:
            command.append("--map-root-user")
        able = shutil.which("unshare") and subprocess.run(
            command + ["mount", "--bind", "/etc/hosts", "/etc/hosts"],
            stderr=subprocess.DEVNULL).returncode == 0
        os.environ["KOUAN_DEMO"] = "inside" if able else "outside"
        if able:
            os.execvp("unshare", command + [sys.executable, "-B"] + sys.argv)
        return False
    if inside == "inside":
        loopback_up()
    return inside == "inside"


def loopback_up():
    get, put, up = 0x8913, 0x8914, 1  # SIOCGIFFLAGS SIOCSIFFLAGS IFF_UP
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        asked = fcntl.ioctl(s, get, struct.pack("16sH14x", b"lo", 0))
        flags = struct.unpack("16sH14x", asked)[1]
        fcntl.ioctl(s, put, struct.pack("16sH14x", b"lo", flags | up))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as s:
        return s.getsockname()[1]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError("%s: %s%s" % (" ".join(command[:3]), done.stdout,
                                         done.stderr))
    return done.stdout


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise RuntimeError("waited in vain for " + what)
        time.sleep(0.01)


# ---- recipients ----

class Recipient(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bodies = []  # all that came, of all recipients

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Recipient.bodies.append(body)
        answer = b'{"received": %d}\n' % len(body)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


class RecipientServer(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        pass  # the gateway closed a connection it kept


def start_recipients(folder, port):
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder + "/origin.key",
        "-out", folder + "/origin-ca.pem", "-days", "2", "-subj",
        "/CN=authority of the stand-in recipients")
    names = ",".join("DNS:%s,IP:%s" % (h, a) for h, (a, _) in HOSTS.items())
    with open(folder + "/extensions", "w") as f:
        f.write("subjectAltName=%s\nbasicConstraints=CA:FALSE\n"
                "extendedKeyUsage=serverAuth\n" % names)
    run("openssl", "req", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder + "/leaf.key",
        "-out", folder + "/leaf.csr", "-subj", "/CN=stand-in recipients")
    run("openssl", "x509", "-req", "-in", folder + "/leaf.csr", "-CA",
        folder + "/origin-ca.pem", "-CAkey", folder + "/origin.key",
        "-CAcreateserial", "-days", "2", "-out", folder + "/leaf.pem",
        "-extfile", folder + "/extensions")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/leaf.pem", folder + "/leaf.key")
    for address, _ in HOSTS.values():
        server = RecipientServer((address, port), Recipient)
        server.socket = context.wrap_socket(server.socket, server_side=True,
                                            do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, daemon=True).start()


# ---- the gateway ----

CONFIGURATION = """\
include = [ "%(top)s/conf/regimes.d", "%(top)s/conf/detectors.d", "register.d" ];
mode = "enforce";
listeners = ( { address = "127.0.0.1:%(proxy)d"; } );
admin = { control = "%(folder)s/control.sock"; };
state_dir = "%(folder)s";
intercept = { upstream_trust = "../origin-ca.pem"; };
place = {
	private_addresses = "allow";
	overrides = ( %(overrides)s );
	ports = [ %(port)d ];
};
defaults = { unreadable = "block"; };
audit = { journal = false; file = "%(folder)s/audit.jsonl"; };
"""


class Gateway:
    """One exporter's kouand, from an empty ledger."""

    def __init__(self, build, work, scenario, port, named):
        self.build, self.port, self.named = build, port, named
        self.folder = os.path.join(work, scenario)
        os.makedirs(self.folder + "/register.d")
        shutil.copy(os.path.join(HERE, scenario + ".conf"),
                    self.folder + "/register.d/")
        self.proxy = 3128 if named else free_port()
        with open(self.folder + "/kouan.conf", "w") as f:
            f.write(CONFIGURATION % {
                "top": TOP, "folder": self.folder, "proxy": self.proxy,
                "port": port, "overrides": ", ".join(
                    '{ networks = [ "%s" ]; country = "%s"; }' % place
                    for place in HOSTS.values())})
        self.ctl("ca", "init", "--certificate", self.folder + "/ca.pem",
                 "--key", self.folder + "/ca.key")
        self.trust = ssl.create_default_context(cafile=self.folder + "/ca.pem")
        self.seen = 0

    def ctl(self, *arguments):
        return run(self.build + "/kouanctl", *arguments)

    def ask(self, *arguments):
        return self.ctl("--control", self.folder + "/control.sock", *arguments)

    def start(self):
        self.log = open(self.folder + "/log", "wb")
        self.process = subprocess.Popen(
            [self.build + "/kouand", "-c", self.folder + "/kouan.conf"],
            stdout=self.log, stderr=subprocess.STDOUT)

        def serves():
            if self.process.poll() is not None:
                raise RuntimeError("kouand ended: " + self.tail())
            try:
                socket.create_connection(("127.0.0.1", self.proxy)).close()
                return True
            except OSError:
                return False
        wait_for(serves, "kouand to listen")

    def tail(self):
        with open(self.folder + "/log", errors="replace") as f:
            return f.read()[-1500:]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def post(self, host, path, content, user=None):
        """(status, body) of one request through the proxy."""
        fields = {}
        if user is not None:
            pair = ("%s:%s" % (user, user)).encode()
            fields["Proxy-Authorization"] = \
                "Basic " + base64.b64encode(pair).decode()
        kind, body = content
        name = host if self.named else HOSTS[host][0]
        c = http.client.HTTPSConnection("127.0.0.1", self.proxy,
                                        context=self.trust, timeout=PATIENCE)
        c.set_tunnel(name, self.port, fields)
        try:
            c.request("POST", path, body, {"Content-Type": kind})
            answer = c.getresponse()
            return answer.status, answer.read()
        finally:
            c.close()

    def record(self):
        """The audit record of the exchange that has just ended."""
        def there():
            with open(self.folder + "/audit.jsonl", "rb") as f:
                lines = f.read().split(b"\n")[:-1]
            found = [r for r in map(json.loads, lines) if "verdict" in r]
            return found[self.seen:]
        new = wait_for(there, "the audit record")
        self.seen += len(new)
        return new[-1]


# ---- scenarios ----

class Play:
    def __init__(self):
        self.wrong = 0

    def complain(self, text):
        self.wrong += 1
        print("    NOT AS EXPECTED: " + text)

    def scene(self, gateway, what, host, path, content, expected,
              persons=0, user=None):
        """One request; expected is the verdict and its reason."""
        before = len(Recipient.bodies)
        status, body = gateway.post(host, path, content, user)
        record = gateway.record()
        arrived = len(Recipient.bodies) - before
        address, country = HOSTS[host]
        print("\n  %s\n    POST https://%s%s, %d bytes, to %s" % (
            what, host, path, len(content[1]), country))
        print("    %-5s %s  %s" % (record["verdict"], record["reason"],
                                   record.get("article", "")))
        print("    persons %s, new %s, categories %s; HTTP %d" % (
            record.get("persons", 0), record.get("new_persons", 0),
            record.get("categories") or "-", status))
        if status >= 400:
            problem = json.loads(body)
            print("    %s. %s" % (problem.get("title", "").rstrip("."),
                                  problem.get("remedy", "")))
        found = (record["verdict"], record["reason"])
        if found != expected:
            self.complain("wanted %s %s" % expected)
        blocked = expected[0] == "block"
        if status != (451 if blocked else 200) or arrived != (not blocked):
            self.complain("the client got %d, the recipient %d requests" % (
                status, arrived))
        if int(record.get("new_persons") or 0) != persons:
            self.complain("wanted %d new persons" % persons)

    def ledger(self, gateway, **expected):
        print("\n" + "\n".join("    " + line for line in
                               gateway.ask("ledger").rstrip().split("\n")))
        counters = json.loads(gateway.ask("ledger", "--json"))["counters"]
        for counter, persons in expected.items():
            if counters[counter]["persons"] != persons:
                self.complain("wanted %s = %d" % (counter, persons))
        proof = gateway.ctl("verify", gateway.folder + "/audit.jsonl")
        print("\n    audit: " + proof.split(": ", 1)[1].strip())


def railway(play, g):
    host = "operations.railway.example"
    play.scene(g, "Where train D887 is and how it runs", host, "/trains/D887",
               records.as_json(records.train()),
               ("allow", "CN_EX_ART3_NO_PI"))
    play.scene(g, "A day's running log, 2,000 rows", host, "/logs",
               records.as_csv(*records.running_log()),
               ("allow", "CN_EX_ART3_NO_PI"))
    play.scene(g, "The same train with the list of its passengers", host,
               "/trains/D887", records.as_json(records.with_passengers()),
               ("block", "CN_CIIO_NEEDS_SA"))
    play.ledger(g, pi=0, spi=0, exempt=0)


def clinical(play, g):
    host, path = "research.hospital.example", "/studies/104"

    def send(what, subjects, expected, persons, user="trial"):
        play.scene(g, what, host, path, records.as_csv(
            *records.treatments(subjects)), expected, persons, user)
    send("12 subjects, of the 20 that the assessment covers", range(12),
         ("allow", "CN_SA_OK"), 12)
    send("The same 12 and 3 more: who was counted is not counted again",
         range(15), ("allow", "CN_SA_OK"), 3)
    send("5 more: exactly 20", range(15, 20), ("log", "CAP_REACHED"), 5)
    send("One more: the 21st", range(20, 21), ("block", "CAP_EXCEEDED"), 0)
    send("One who is counted already, at the cap", range(3, 4),
         ("log", "CAP_REACHED"), 0)
    send("The same records from the ward, which has no pathway", range(12),
         ("block", "CN_SENSITIVE_NEEDS_SCC"), 0, "ward")
    play.ledger(g, pi=20, spi=20, exempt=0)


def commerce(play, g):
    play.scene(g, "Contacts of 40 suppliers: counted",
               "catalogue.platform.example", "/suppliers",
               records.as_csv(*records.suppliers()),
               ("allow", "CN_EX_ART5_VOLUME"), 40)
    play.scene(g, "15 orders: needed for the contract, a counter of their own",
               "orders.warehouse.example", "/orders",
               records.as_json(records.orders()),
               ("allow", "CN_EX_ART5_CONTRACT"), 15)
    play.scene(g, "12 foreign buyers, collected abroad: in transit",
               "desk.buyers.example", "/buyers",
               records.as_lines(records.buyers()),
               ("allow", "CN_EX_ART4_TRANSIT"), 12)
    play.scene(g, "The same with one person from here mixed in",
               "desk.buyers.example", "/buyers",
               records.as_lines(records.buyers_and_one_from_here()),
               ("block", "CN_ART4_DOMESTIC_PI_MIXED"), 0)
    play.ledger(g, pi=40, spi=0, exempt=27)


SCENARIOS = (
    ("railway", railway, "Railway: operating data to Laos"),
    ("clinical", clinical,
     "Clinical research: de-identified records to Amsterdam"),
    ("commerce", commerce, "E-commerce: three flows, three legal bases"),
)


def name_hosts(work):
    path = work + "/hosts"
    with open(path, "w") as f:
        f.write("127.0.0.1 localhost\n")
        for host, (address, _) in HOSTS.items():
            f.write("%s %s\n" % (address, host))
    run("mount", "--bind", path, os.path.realpath("/etc/hosts"))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build = os.path.abspath(sys.argv[1])
    named = enter()
    for variable in list(os.environ):
        if variable.upper().endswith("_PROXY"):
            del os.environ[variable]
    sys.stdout.reconfigure(line_buffering=True)
    play = Play()
    work = tempfile.mkdtemp(prefix="kouan-demo.")
    try:
        port = 443 if named else free_port()
        if named:
            name_hosts(work)
        start_recipients(work, port)
        for number, (scenario, function, title) in enumerate(SCENARIOS, 1):
            print("\n%d. %s  (demo/%s.conf)" % (number, title, scenario))
            gateway = Gateway(build, work, scenario, port, named)
            gateway.start()
            try:
                function(play, gateway)
            except BaseException:
                sys.stderr.write(gateway.tail())
                gateway.process.kill()
                raise
            if gateway.stop() != 0:
                play.complain("kouand did not end well: " + gateway.tail())
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print("\n" + ("All as expected." if play.wrong == 0 else
                  "%d things NOT as expected." % play.wrong))
    sys.exit(0 if play.wrong == 0 else 1)


main()
