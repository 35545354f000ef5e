# SPDX-License-Identifier: Apache-2.0
"""A laboratory around kouand. A script of tests/system begins with

    lab.enter()             the rest runs in namespaces of its own: loopback
                            alone, a private /etc/hosts, nothing stays behind
    L = lab.Lab(...)        an authority, recipients, a configuration, kouand

marks functions with @L.case and ends with L.run(). Cases run in order; each
prints "ok NAME" or "FAIL NAME reason"."""

import glob
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading  # noqa: F401 (for the scripts)
import time
import traceback

from client import Client, Refused, chunked, head  # noqa: F401
from origin import Origin, read_body  # noqa: F401
import people  # noqa: F401 (for the scripts)

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.environ.get("BUILD", TOP + "/build")
KOUAND, KOUANCTL = BUILD + "/kouand", BUILD + "/kouanctl"
SMALL = bool(os.environ.get("KOUAN_TEST_SMALL"))
PATIENCE = 60


def enter(journald=False):
    """Starts the script again inside namespaces of its own."""
    if os.environ.get("KOUAN_LAB") != "inside":
        os.environ["KOUAN_LAB"] = "inside"
        command = [sys.executable, "-u"] + sys.argv
        if journald:
            command = [TOP + "/tests/lib/with-journald", "-c",
                       TOP + "/systemd/kouan.catalog"] + command
        os.execvp("unshare", [
            "unshare", "--mount", "--net", "--pid", "--fork", "--kill-child",
            "--mount-proc", "--propagation", "private", "--"] + command)
    sys.stdout.reconfigure(line_buffering=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    for name in list(os.environ):
        if name.upper().endswith("_PROXY") or "CA_BUNDLE" in name or \
                name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "GIT_SSL_CAINFO"):
            del os.environ[name]


def sh(*command, check=True, **options):
    """Runs a command; its output as text."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if check and done.returncode != 0:
        raise RuntimeError("%s: %d: %s%s" % (
            " ".join(command[:4]), done.returncode, done.stdout[-500:],
            done.stderr[-500:]))
    return done


def wait_for(condition, what="a condition", patience=PATIENCE):
    """Waits until condition() is true and gives what it gave."""
    end = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError("waited in vain for " + what)
        time.sleep(0.01)


# ---- the configuration ----

def conf_text(value, level=0):
    """A value in libconfig's notation: dict, list ( ), tuple [ ]."""
    tab = "\t" * level
    if isinstance(value, dict):
        body = "".join("%s\t%s = %s;\n" % (
            tab, k, conf_text(v, level + 1)) for k, v in value.items())
        return "{\n%s%s}" % (body, tab)
    if isinstance(value, list):
        return "( %s )" % ", ".join(conf_text(v, level) for v in value)
    if isinstance(value, tuple):
        return "[ %s ]" % ", ".join(conf_text(v, level) for v in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return '"%s"' % value.replace("\\", "\\\\").replace('"', '\\"')


def recipient(name, host, country, **more):
    return {"id": name, "name": name + " Ltd", "country": country,
            "hosts": (host,), **more}


def pathway(name, mechanism, to, categories, persons=None, sensitive=None,
            **more):
    p = {"id": name, "regime": "cn", "mechanism": mechanism,
         "reference": "REF-" + name, "status": "effective",
         "recipients": (to,), "categories": tuple(categories),
         "sensitive": sensitive is not None and sensitive > 0,
         "effective_on": "2026-01-01", "filed_on": "2026-01-08",
         "valid_until": "2028-12-31"}
    caps = {}
    if persons is not None:
        caps["persons"] = persons
    if sensitive is not None:
        caps["sensitive_persons"] = sensitive
    if caps:
        caps["window"] = "calendar-year"
        p["caps"] = caps
    p.update(more)
    return p


def flow(name, to, **more):
    return {"id": name, "sources": ("lab",), "recipient": to,
            "purpose": "test", "provenance": "domestic",
            "consent": "C-1", "pipia": "P-1", "unreadable": "block", **more}


HOSTS = ("de.test", "us.test", "unlisted.test", "other.test")
# Where addresses are: 127.0.N.0/24 is the Nth of these.
COUNTRIES = ("US", "DE", "NL", "FR", "JP", "KR", "IT", "ES", "GB", "CN",
             "HK")


def address_in(country):
    return "127.0.%d.1" % COUNTRIES.index(country)


class Lab:
    """Everything a script needs; ready() starts the daemon."""

    def __init__(self, hosts=(), countries=None, start=True, **changes):
        """hosts: names beside HOSTS; countries: where some of them are,
        by name (all others, and strangers, in the US); changes: keys of the
        configuration."""
        self.dir = tempfile.mkdtemp(prefix="kouan-system.")
        self.etc = self.dir + "/etc"
        self.log = self.dir + "/kouand.log"
        self.audit_file = self.dir + "/audit.jsonl"
        self.control_path = self.dir + "/control.sock"
        self.cases, self.process, self.start_it = [], None, start
        self.environment = dict(os.environ)
        self.wrapper = []
        self.countries = {"de.test": "DE", **(countries or {})}
        os.mkdir(self.etc)
        os.mkdir(self.dir + "/state")
        for d in ("regimes.d", "detectors.d"):
            shutil.copytree(TOP + "/conf/" + d, self.etc + "/" + d)
        self.names(HOSTS + tuple(hosts))
        self.origin_ca = self.authority("origin", "origin CA")
        self.ca = self.authority("ca", "gateway CA", folder=self.etc)
        self.leaf("origin-leaf", ",".join(
            "DNS:" + h for h in HOSTS + tuple(hosts)))
        self.origin = Origin({"": self.server_context("origin-leaf")},
                             [address_in(c) for c in COUNTRIES])
        self.client = Client(self.ca)
        self.conf = self.configuration()
        self.conf.update(changes)

    # ---- names and certificates ----

    def names(self, hosts, extra=""):
        """The only names there are in here."""
        text = "127.0.0.1 localhost\n" + "".join(
            "%s %s\n" % (address_in(self.countries.get(h, "US")), h)
            for h in hosts) + extra
        self._bind("/etc/hosts", "hosts", text)
        self._bind("/etc/resolv.conf", "resolv.conf",
                   "nameserver 127.0.0.53\noptions timeout:1 attempts:1\n")

    def _bind(self, target, name, text):
        path = self.dir + "/" + name
        fresh = not os.path.exists(path)
        with open(path, "w") as f:
            f.write(text)
        if fresh:
            sh("mount", "--bind", path, os.path.realpath(target))

    def path(self, name):
        return self.dir + "/" + name

    def authority(self, name, subject, folder=None):
        base = (folder or self.dir) + "/" + name
        sh("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
           "ec_paramgen_curve:P-256", "-nodes", "-keyout", base + ".key",
           "-out", base + ".pem", "-days", "800", "-subj", "/CN=" + subject,
           "-addext", "basicConstraints=critical,CA:TRUE",
           "-addext", "keyUsage=critical,keyCertSign,cRLSign")
        return base + ".pem"

    def leaf(self, name, names, signer=None, days="400", dates=None,
             usage="serverAuth"):
        """A certificate with these subject names, signed by an authority
        (by default the recipients'), or by itself for signer = ""."""
        base, signer = self.path(name), \
            self.path("origin") if signer is None else signer
        with open(base + ".ext", "w") as f:
            f.write("subjectAltName=%s\nbasicConstraints=CA:FALSE\n"
                    "keyUsage=digitalSignature\nextendedKeyUsage=%s\n"
                    % (names, usage))
        sh("openssl", "req", "-newkey", "ec", "-pkeyopt",
           "ec_paramgen_curve:P-256", "-nodes", "-keyout", base + ".key",
           "-out", base + ".csr", "-subj", "/CN=" + name)
        by = ["-CA", signer + ".pem", "-CAkey", signer + ".key",
              "-CAcreateserial"] if signer else ["-signkey", base + ".key"]
        clock = ["faketime", dates] if dates else []
        sh(*clock, "openssl", "x509", "-req", "-in", base + ".csr", *by,
           "-days", days, "-out", base + ".pem", "-extfile", base + ".ext")
        return base + ".pem"

    def server_context(self, name):
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        c.load_cert_chain(self.path(name + ".pem"), self.path(name + ".key"))
        return c

    # ---- the configuration ----

    def configuration(self):
        scope = ("cn-resident-id", "cn-mobile", "email", "cn-name")
        return {
            "include": ("regimes.d", "detectors.d"),
            "mode": "enforce",
            "exporter": {"id": "lab", "name": "Lab Ltd", "ciio": False,
                         "regimes": ("cn",)},
            "listeners": [{"address": "127.0.0.1:3128"}],
            "admin": {"address": "127.0.0.1:3180",
                      "control": self.control_path},
            "state_dir": self.dir + "/state",
            "intercept": {"ca_certificate": "ca.pem", "ca_key": "ca.key",
                          "upstream_trust": self.origin_ca},
            "place": {"private_addresses": "allow",
                      "overrides": [
                          {"networks": ("127.0.%d.0/24" % i,), "country": c}
                          for i, c in enumerate(COUNTRIES)],
                      "ports": (80, 443)},
            "sources": [{"id": "lab", "networks": ("127.0.0.0/8",)}],
            "recipients": [recipient("de-co", "de.test", "DE"),
                           recipient("us-co", "us.test", "US")],
            "pathways": [pathway("p-de", "scc", "de-co", scope,
                                 persons=900000, sensitive=5000)],
            "flows": [flow("f-de", "de-co", pathway="p-de"),
                      flow("f-us", "us-co")],
            "defaults": {"unlisted_recipient": "block",
                         "unknown_country": "block",
                         "unreadable": "block"},
            "ledger": {"backend": "sqlite"},
            "audit": {"journal": False, "file": self.audit_file,
                      "when_unavailable": "block"},
        }

    @property
    def conf_path(self):
        return self.etc + "/kouan.conf"

    def write_conf(self):
        text = "".join("%s = %s;\n" % (k, conf_text(v))
                       for k, v in self.conf.items())
        with open(self.conf_path, "w") as f:
            f.write(text)

    # ---- the daemon ----

    def start(self):
        """Starts kouand and waits until it takes connections."""
        self.write_conf()
        self.process = subprocess.Popen(
            self.wrapper + [KOUAND, "-c", self.conf_path],
            stdout=open(self.log, "ab"), stderr=subprocess.STDOUT,
            cwd=self.dir, env=self.environment)

        def up():
            if self.process.poll() is not None:
                raise RuntimeError("kouand ended at start: " + self.tail())
            try:
                socket.create_connection(self.client.proxy, 5).close()
                return True
            except OSError:
                return False
        wait_for(up, "kouand to listen")

    def stop(self):
        """SIGTERM; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def restart(self):
        self.stop()
        self.start()

    def tail(self, n=1500):
        with open(self.log, errors="replace") as f:
            return f.read()[-n:]

    def children(self):
        """Process ids of the daemon's own processes."""
        found = []
        for path in glob.glob("/proc/%d/task/*/children" % self.process.pid):
            with open(path) as f:
                found += [int(p) for p in f.read().split()]
        return found

    def resident_kib(self, key="VmRSS"):
        with open("/proc/%d/status" % self.process.pid) as f:
            for line in f:
                if line.startswith(key + ":"):
                    return int(line.split()[1])
        return 0

    def control(self, command, **members):
        """One request at the control socket."""
        with socket.socket(socket.AF_UNIX) as s:
            s.settimeout(PATIENCE)
            s.connect(self.control_path)
            s.sendall(json.dumps({"command": command, **members}).encode()
                      + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                data = s.recv(65536)
                if not data:
                    break
                answer += data
        return json.loads(answer)

    def ctl(self, *arguments, check=True):
        return sh(KOUANCTL, "--control", self.control_path, *arguments,
                  check=check)

    def ledger(self):
        return json.loads(self.ctl("ledger", "--json").stdout)

    def persons(self, counter="pi"):
        return self.ledger()["counters"][counter]["persons"]

    def sanitized(self):
        """Is the daemon built with a sanitizer? Its memory says nothing."""
        with open(KOUAND, "rb") as f:
            text = f.read()
        return b"__asan_init" in text or b"__tsan_init" in text

    def metric(self, name):
        s = socket.create_connection(("127.0.0.1", 3180), PATIENCE)
        s.sendall(b"GET /metrics HTTP/1.0\r\nHost: 127.0.0.1:3180\r\n\r\n")
        text = b""
        while True:
            data = s.recv(65536)
            if not data:
                break
            text += data
        s.close()
        for line in text.decode().splitlines():
            if line.startswith(name + " "):
                return int(line.split()[1])
        return None

    # ---- the audit ----

    def records(self):
        """All audit records written so far."""
        try:
            with open(self.audit_file, "rb") as f:
                lines = f.read().split(b"\n")
        except FileNotFoundError:
            return []
        return [json.loads(line) for line in lines[:-1] if line]

    def record(self, answer):
        """The audit record of a refusal."""
        event = json.loads(answer.body)["event"]
        return wait_for(lambda: next(
            (r for r in self.records() if r.get("event") == event), None),
            "the record of " + event)

    def last(self, host, n=1):
        """The last record of a host, once there are n of them."""
        def there():
            found = [r for r in self.records()
                     if r.get("host") == host and r.get("verdict")]
            return found[-1] if len(found) >= n else None
        return wait_for(there, "a record of " + host)

    # ---- cases ----

    def case(self, function):
        self.cases.append(function)
        return function

    def _one(self, name, function):
        self.origin.forget()
        try:
            function()
        except Skip as why:
            print("skip %s %s" % (name, why))
            return True
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)
            mine = [f for f in where if f.filename == sys.argv[0]] or where
            text = "line %d: %s: %s" % (mine[-1].lineno,
                                        type(error).__name__, error)
            print("FAIL %s %s" % (name, text[:600].replace("\n", " ")))
            return False
        print("ok %s" % name)
        return True

    def _ends_well(self):
        assert self.process.poll() is None, \
            "kouand is gone: " + self.tail()
        status = self.stop()
        assert status == 0, "exit %d: %s" % (status, self.tail())

    def _log_is_clean(self):
        with open(self.log, errors="replace") as f:
            text = f.read()
        for mark in ("Sanitizer", "runtime error", "must("):
            assert mark not in text, text[text.index(mark):][:500]

    def _chain_holds(self):
        if not os.path.exists(KOUANCTL):
            raise Skip("this build has no kouanctl")
        if os.path.exists(self.audit_file):
            sh(KOUANCTL, "verify", self.audit_file)

    def run(self):
        """Runs the cases named on the command line, or all."""
        wanted, passed, failed = sys.argv[1:], 0, 0
        try:
            if self.start_it:
                self.start()
            todo = [(f.__name__, f) for f in self.cases]
            if wanted:
                todo = [t for t in todo if t[0] in wanted]
            if self.start_it:
                todo += [("the_daemon_ends_well", self._ends_well),
                         ("its_log_is_clean", self._log_is_clean),
                         ("the_audit_chain_holds", self._chain_holds)]
            for name, function in todo:
                if self._one(name, function):
                    passed += 1
                else:
                    failed += 1
        except Exception as error:
            print("FAIL start %s" % error)
            failed += 1
        finally:
            if self.process is not None and self.process.poll() is None:
                self.process.kill()
            self.origin.close()
            if os.environ.get("KOUAN_TEST_KEEP"):
                print("kept " + self.dir)
            else:
                shutil.rmtree(self.dir, ignore_errors=True)
        print("tests: %d passed, %d failed" % (passed, failed))
        sys.exit(1 if failed or not passed else 0)


class Skip(Exception):
    """This machine cannot run the case; the reason is printed."""
