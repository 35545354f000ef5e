# SPDX-License-Identifier: Apache-2.0
"""A client of the gateway that can write anything: tunnels, raw bytes,
answers read as they come."""

import json
import socket
import ssl

PROXY = ("127.0.0.1", 3128)
PATIENCE = 60  # seconds; only a hang takes that long


class Answer:
    """An answer as it came; status 0: the connection ended without one."""

    def __init__(self):
        self.status, self.phrase, self.fields = 0, "", []
        self.body, self.trailers, self.interim = b"", b"", []
        self.version, self.whole = "", False

    def field(self, name):
        values = [v for n, v in self.fields if n == name]
        return ", ".join(values) if values else None

    @property
    def reason(self):
        """The code of a refusal, from its problem document."""
        try:
            return json.loads(self.body)["reason"]
        except (ValueError, KeyError, TypeError):
            return ""

    def __repr__(self):
        return "<%d %s %r>" % (self.status, self.reason, self.body[:120])


class Stream:
    """A socket read by line, by number or to its end."""

    def __init__(self, sock):
        self.sock, self.buffer = sock, b""
        self.cut = False  # ended without TLS's own end

    def send(self, data):
        self.sock.sendall(data)

    def fill(self):
        try:
            data = self.sock.recv(65536)
        except ssl.SSLEOFError:
            data, self.cut = b"", True
        self.buffer += data
        return bool(data)

    def ready(self):
        """Has anything come (or the end)? Does not wait."""
        self.sock.settimeout(0)
        try:
            return bool(self.buffer) or self.fill() or True
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        finally:
            self.sock.settimeout(PATIENCE)

    def until(self, mark):
        while mark not in self.buffer:
            if not self.fill():
                return None
        part, self.buffer = self.buffer.split(mark, 1)
        return part

    def exactly(self, n):
        while len(self.buffer) < n:
            if not self.fill():
                break
        part, self.buffer = self.buffer[:n], self.buffer[n:]
        return part

    def rest(self):
        while self.fill():
            pass
        part, self.buffer = self.buffer, b""
        return part

    def head(self, a):
        """Reads one head into a; False at the end of the stream."""
        raw = self.until(b"\r\n\r\n")
        if raw is None:
            return False
        lines = raw.decode("latin-1").split("\r\n")
        parts = lines[0].split(" ", 2)
        a.version, a.status = parts[0], int(parts[1])
        a.phrase = parts[2] if len(parts) > 2 else ""
        a.fields = []
        for line in lines[1:]:
            name, _, value = line.partition(":")
            a.fields.append((name.lower(), value.strip()))
        return True

    def answer(self, method="GET"):
        """Reads interim answers and the final one with its body."""
        a = Answer()
        try:
            while self.head(a) and a.status < 200:
                a.interim.append(a.status)
                a.status = 0
            if a.status == 0 or method == "HEAD" or a.status in (204, 304):
                a.whole = a.status != 0
            else:
                self._body(a)
        except (ConnectionError, ssl.SSLError):
            pass  # cut: what came is told, and that it is not whole
        return a

    def _body(self, a):
        if (a.field("transfer-encoding") or "").lower() == "chunked":
            self._chunks(a)
        elif a.field("content-length") is not None:
            n = int(a.field("content-length"))
            a.body = self.exactly(n)
            a.whole = len(a.body) == n
        else:
            a.body = self.rest()
            a.whole = not self.cut

    def _chunks(self, a):
        while True:
            line = self.until(b"\r\n")
            if line is None:
                return
            size = int(line, 16)
            if size == 0:
                break
            a.body += self.exactly(size)
            self.exactly(2)
        while True:
            line = self.until(b"\r\n")
            if line is None:
                return
            if not line:
                a.whole = True
                return
            a.trailers += line + b"\r\n"

    def close(self):
        self.sock.close()


class Refused(Exception):
    """CONNECT itself was not answered with 200."""

    def __init__(self, answer):
        super().__init__("CONNECT: %r" % answer)
        self.answer = answer


class Client:
    """Speaks through the gateway, trusting the authority in cafile."""

    def __init__(self, cafile, proxy=PROXY):
        self.proxy = proxy
        self.context = ssl.create_default_context(cafile=cafile)

    def raw(self):
        """A connection to the proxy, nothing sent."""
        sock = socket.create_connection(self.proxy, timeout=PATIENCE)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Stream(sock)

    def connect(self, target, fields=()):
        """CONNECT, no TLS yet."""
        s = self.raw()
        lines = ["CONNECT %s HTTP/1.1" % target, "Host: " + target]
        s.send("\r\n".join(lines + list(fields)).encode() + b"\r\n\r\n")
        a = Answer()
        if not s.head(a):
            s.close()
            raise Refused(a)
        if a.status != 200:
            s._body(a)
            s.close()
            raise Refused(a)
        return s

    def tunnel(self, host, port=443, sni=None, fields=(), context=None):
        """CONNECT and the handshake; the stream is inside the tunnel."""
        s = self.connect("%s:%d" % (host, port), fields)
        s.sock = (context or self.context).wrap_socket(
            s.sock, server_hostname=sni or host, suppress_ragged_eofs=False)
        return s

    def exchange(self, host, *parts, method="GET", port=443):
        """Sends the parts one write each in a new tunnel, and reads."""
        s = self.tunnel(host, port)
        try:
            for part in parts:
                try:
                    s.send(part)
                except (ConnectionError, ssl.SSLError):
                    break  # refused while we wrote; the answer is there
            return s.answer(method)
        finally:
            s.close()

    def get(self, host, path="/", fields=()):
        return self.exchange(host, head("GET", host, path, fields))

    def post(self, host, body, kind="application/json", fields=(),
             path="/v1", method="POST"):
        body = body.encode() if isinstance(body, str) else body
        fields = list(fields) + ["Content-Length: %d" % len(body)]
        if kind:
            fields.append("Content-Type: " + kind)
        return self.exchange(host, head(method, host, path, fields) + body)


def head(method, host, path="/", fields=(), version="HTTP/1.1"):
    lines = ["%s %s %s" % (method, path, version), "Host: " + host]
    return "\r\n".join(lines + list(fields)).encode() + b"\r\n\r\n"


def chunked(body, size=None, trailers=b""):
    """A body in chunks of a size, with trailers."""
    size = size or max(len(body), 1)
    out = b""
    for i in range(0, len(body), size):
        part = body[i:i + size]
        out += b"%x\r\n%s\r\n" % (len(part), part)
    return out + b"0\r\n" + trailers + b"\r\n"
