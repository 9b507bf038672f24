"""A receiver of plans that fails as receivers do: it takes each webhook-id once, and verifies what it is sent."""

import base64
import gzip
import hashlib
import hmac
import json
import ssl
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread

KEY = bytes(range(32))
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
# What it may do instead of answering well. Those that take have counted the rows, and the sender does not learn it.
FAULTS = (
    "drops",
    "takes and drops",
    "stalls",
    "takes and stalls",
    "takes and drips",
    "half an answer",
    "half a JSON",
    "429",
    "500",
    "takes and 503",
)


class FailingReceiver:
    """faults: what it does with the next requests, in order; then it answers well.

    `says <body>` gives no length and closes; `states <type> <body>` gives it; `chunks <type> <body>` gives the end.
    `encodes <name> <body>` calls it packed so; `packs <name>` takes, and packs the answer by gzip whatever it says.
    """

    def __init__(self, faults: list[str], rejects: set[str], released: Event) -> None:
        self.faults, self.rejects, self.released = list(faults), rejects, released
        self.url, self.lock = "", Lock()
        self.answers: dict[str, dict] = {}  # by webhook-id
        self.counted: Counter[str] = Counter()  # by decision id
        self.bodies: list[dict] = []
        self.requests: list[tuple[str, float]] = []  # webhook-id, when

    def take(self, webhook_id: str, body: bytes) -> dict:
        """Count the rows of a message once; return the answer, the same each time."""
        with self.lock:
            if webhook_id not in self.answers:
                message = json.loads(body)
                self.bodies.append(message)
                ids = [row["decision_id"] for row in message["data"].get("rows", [])]
                self.counted.update(name for name in ids if name not in self.rejects)
                rejected = [{"decision_id": name, "reason": f"cannot {name}"} for name in ids if name in self.rejects]
                self.answers[webhook_id] = {"rejected": rejected}
            return self.answers[webhook_id]


class Handler(BaseHTTPRequestHandler):
    """One request."""

    receiver: FailingReceiver

    def do_POST(self):
        receiver, webhook_id = self.receiver, self.headers["webhook-id"]
        with receiver.lock:
            fault = receiver.faults.pop(0) if receiver.faults else "none"
            receiver.requests.append((webhook_id, time.monotonic()))
        if fault == "drops":
            return
        body = self.rfile.read(int(self.headers["content-length"]))
        self.verify(webhook_id, body)
        if fault.isdecimal():
            self.answer(int(fault), {"error": body.decode()}, {"retry-after": "1"} if fault == "429" else {})
        elif fault == "asks for an hour":
            self.answer(429, {}, {"retry-after": "3600"})
        elif fault.startswith("answers "):
            self.answer(int(fault.split()[1]), {"error": body.decode()}, {})
        elif fault.startswith("says "):
            self.send(200, fault.removeprefix("says ").encode(), {})
        elif fault.startswith("states "):
            _, kind, words = fault.split(" ", 2)
            self.send(200, words.encode(), {"content-type": kind, "content-length": str(len(words.encode()))})
        elif fault.startswith("chunks "):
            _, kind, words = fault.split(" ", 2)
            chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(words.encode()), words.encode())
            self.send(200, chunk, {"content-type": kind, "transfer-encoding": "chunked"})
        elif fault.startswith("encodes "):
            _, name, words = fault.split(" ", 2)
            self.send(200, words.encode(), {"content-encoding": name, "content-length": str(len(words.encode()))})
        elif fault == "stalls":
            receiver.released.wait(60)
        elif fault == "half a JSON":
            self.send(200, json.dumps(receiver.take(webhook_id, body)).encode()[:-1], {})
        else:
            self.act(fault, receiver.take(webhook_id, body))

    def act(self, fault: str, content: dict) -> None:
        """What follows once the rows are counted."""
        whole = json.dumps(content).encode()
        if fault == "takes and stalls":
            self.receiver.released.wait(60)
        elif fault == "takes and drips":
            self.send(200, whole[:1], {"content-length": "1000"})
            while not self.receiver.released.wait(0.05):
                self.wfile.write(b" ")
        elif fault == "half an answer":
            self.send(200, whole[:5], {"content-length": str(len(whole))})
        elif fault == "takes and 503":
            self.answer(503, content, {})
        elif fault.startswith("packs "):
            packed = gzip.compress(whole)
            self.send(200, packed, {"content-encoding": fault.split()[1], "content-length": str(len(packed))})
        elif fault == "none":
            self.answer(200, content, {})

    def answer(self, status: int, content: dict, headers: dict[str, str]) -> None:
        whole = json.dumps(content).encode()
        self.send(status, whole, {"content-length": str(len(whole))} | headers)

    def send(self, status: int, part: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"content-type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(part)

    def verify(self, webhook_id: str, body: bytes) -> None:
        """As the standard says it, written apart from the product."""
        moment = self.headers["webhook-timestamp"]
        assert abs(time.time() - int(moment)) < 300
        digest = hmac.new(KEY, b".".join([webhook_id.encode(), moment.encode(), body]), hashlib.sha256).digest()
        assert f"v1,{base64.b64encode(digest).decode()}" in self.headers["webhook-signature"].split(" ")

    def handle(self):
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            """The other side has given up, or was killed."""

    def log_message(self, *_):
        """Quiet."""


@contextmanager
def receive(
    faults: list[str] | None = None, rejects: set[str] | None = None, certificate: Path | None = None
) -> Iterator[FailingReceiver]:
    """Listen on 127.0.0.1, by TLS where a certificate with its key is given."""
    released = Event()
    receiver = FailingReceiver(faults or [], rejects or set(), released)
    handler = type("HandlerOfOne", (Handler,), {"receiver": receiver})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads, server.block_on_close = True, False
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            server.handle_error = lambda *_: None
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        receiver.url = f"http{'s' if certificate else ''}://127.0.0.1:{server.server_port}/hooks/token-in-path"
        try:
            yield receiver
        finally:
            released.set()
            server.shutdown()
