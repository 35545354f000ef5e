# SPDX-License-Identifier: Apache-2.0
"""Stand-in recipients: TLS and plain HTTP/1.1 servers on loopback that keep
every byte they are sent. A host answers with the SHA-256 of the body, or with
whatever the function that was put under its name in `answers` writes."""

import hashlib
import itertools
import socket
import ssl
import threading

KEEP = 8 << 20  # bytes kept of one connection


class Connection:
    """One connection of the gateway; `received` is what it sent, decrypted."""

    def __init__(self, origin, sock, tls):
        self.origin, self.sock, self.tls = origin, sock, tls
        self.name = ""
        self.buffer = b""
        self.received = bytearray()
        self.sink = None  # gets the bodies, and `received` stays empty
        self.total = 0
        self.requests = 0
        self.closed = threading.Event()

    def read(self, size=65536):
        data = self.sock.recv(size)
        self.total += len(data)
        if self.sink is None and len(self.received) < KEEP:
            self.received += data
        return data

    def more(self):
        data = self.read()
        if not data:
            raise EOFError
        self.buffer += data

    def send(self, data):
        self.sock.sendall(data)

    def answer(self, body=b"", status="200 OK", fields=()):
        lines = ["HTTP/1.1 " + status, "Content-Length: %d" % len(body)]
        lines += list(fields)
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)


class Request:
    """A request as it came: the head's lines, the body, the trailers."""

    def __init__(self, head):
        lines = head.split(b"\r\n")
        self.line = lines[0].decode("latin-1")
        self.method, self.target = self.line.split(" ")[:2]
        self.fields = []
        for line in lines[1:]:
            name, _, value = line.partition(b":")
            self.fields.append((name.decode("latin-1").lower(),
                                value.strip().decode("latin-1")))
        self.body = b""
        self.length = 0
        self.digest = hashlib.sha256()
        self.trailers = b""

    def field(self, name):
        values = [v for n, v in self.fields if n == name]
        return ", ".join(values) if values else None


class Origin:
    """All recipients of a laboratory, behind two ports of some addresses."""

    def __init__(self, contexts, addresses=("127.0.0.1",),
                 ports=(443, 80)):
        self.contexts = contexts  # by name; "" is for all others
        self.answers = {}
        self.heads = {}  # called before the body is read, by name
        self.sinks = {}  # makes a connection's sink, by name
        self.connections = []
        self.accepted = 0
        self.lock = threading.Lock()
        self.sockets = []
        contexts[""].sni_callback = self._choose
        for address, port in itertools.product(addresses, ports):
            sock = socket.create_server((address, port), backlog=512)
            self.sockets.append(sock)
            threading.Thread(target=self._accept, args=(sock, port != 80),
                             daemon=True).start()

    def close(self):
        for sock in self.sockets:
            sock.close()

    def seen(self, value):
        """Has any recipient got these bytes?"""
        value = value.encode() if isinstance(value, str) else value
        with self.lock:
            return any(value in c.received for c in self.connections)

    def bytes_of(self, name):
        """All bytes that came for a host, in order of connection."""
        with self.lock:
            return b"".join(bytes(c.received) for c in self.connections
                            if c.name == name)

    def count(self, name):
        with self.lock:
            return sum(c.name == name for c in self.connections)

    def forget(self):
        with self.lock:
            self.connections = [c for c in self.connections
                                if not c.closed.is_set()]
            for c in self.connections:
                c.received.clear()

    # ---- one thread a connection ----

    def _accept(self, sock, tls):
        while True:
            try:
                client, _ = sock.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client, tls),
                             daemon=True).start()

    def _serve(self, client, tls):
        c = Connection(self, client, tls)
        with self.lock:
            self.connections.append(c)
            self.accepted += 1
        try:
            client.settimeout(60)
            if tls:
                c.sock = self.contexts[""].wrap_socket(client, server_side=True)
                c.name = getattr(c.sock, "asked_name", "")
            self._requests(c)
        except (OSError, EOFError, ValueError):
            pass  # the gateway went; what it sent is kept
        finally:
            c.closed.set()
            try:
                c.sock.close()
            except OSError:
                pass

    def _choose(self, sock, name, _):
        sock.asked_name = name or ""
        if name in self.contexts:
            sock.context = self.contexts[name]

    def _requests(self, c):
        if c.name in self.sinks:
            c.sink = self.sinks[c.name](c)
        while True:
            while b"\r\n\r\n" not in c.buffer:
                data = c.read()
                if not data:
                    return
                c.buffer += data
            head, c.buffer = c.buffer.split(b"\r\n\r\n", 1)
            request = Request(head)
            c.requests += 1
            if not c.name:
                c.name = (request.field("host") or "").split(":")[0]
            if c.name in self.heads and self.heads[c.name](c, request):
                return
            read_body(c, request)
            answer = self.answers.get(c.name, answer_digest)
            if answer(c, request):
                return


def answer_digest(c, request):
    """What a recipient says unless told otherwise."""
    body = request.digest.hexdigest().encode()
    if request.method == "HEAD":
        c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 64\r\n\r\n")
    else:
        c.answer(body)


def read_body(c, request):
    if (request.field("expect") or "").lower() == "100-continue":
        c.send(b"HTTP/1.1 100 Continue\r\n\r\n")
    coding = (request.field("transfer-encoding") or "").lower()
    if coding == "chunked":
        _read_chunks(c, request)
        return
    left = int(request.field("content-length") or 0)
    while left > 0:
        if not c.buffer:
            c.more()
        _take(c, request, min(left, len(c.buffer)))
        left = int(request.field("content-length")) - request.length


def _take(c, request, n):
    part, c.buffer = c.buffer[:n], c.buffer[n:]
    request.digest.update(part)
    request.length += len(part)
    if c.sink is not None:
        c.sink(part)
    elif len(request.body) < KEEP:
        request.body += part


def _read_chunks(c, request):
    while True:
        while b"\r\n" not in c.buffer:
            c.more()
        line, c.buffer = c.buffer.split(b"\r\n", 1)
        size = int(line.split(b";")[0], 16)
        if size == 0:
            break
        while len(c.buffer) < size + 2:
            c.more()
        _take(c, request, size)
        c.buffer = c.buffer[2:]
    while True:
        while b"\r\n" not in c.buffer:
            c.more()
        line, c.buffer = c.buffer.split(b"\r\n", 1)
        if not line:
            return
        request.trailers += line + b"\r\n"
