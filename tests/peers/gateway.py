"""A gateway of SMS as organisations rent them: HTTP, a token, and states that can be asked for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass
class Gateway:
    """What came in, and what it answers. states: by the number given. refuses: state and reason by phone."""

    token: str = "Bearer gateway-token"
    shape: str = "json"
    sent: list[dict[str, Any]] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    refuses: dict[str, tuple[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    origin: str = ""

    def take(self, given: dict[str, Any]) -> dict[str, Any]:
        if given["to"] in self.refuses:
            state, reason = self.refuses[given["to"]]
            return {"messages": [{"status": state, "reason": reason}], "error": reason}
        self.sent.append(given)
        number = f"sms-{len(self.sent)}"
        self.states.setdefault(number, "queued")
        return {"messages": [{"id": number, "status": "accepted", "cost": 1.5}]}


@contextmanager
def serving(gateway: Gateway) -> Iterator[Gateway]:
    """The gateway on a free port."""

    class Speaking(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers["Authorization"] != gateway.token:
                self._say(403, {"error": f"unknown token {self.headers['Authorization']}"})
            elif gateway.shape == "json":
                self._say(200, gateway.take(json.loads(body)))
            else:
                self._say(200, gateway.take({name: one[0] for name, one in parse_qs(body.decode()).items()}))

        def do_GET(self) -> None:
            number = self.path.rpartition("/")[2]
            gateway.asked.append(number)
            if number in gateway.states:
                self._say(200, {"status": gateway.states[number], "error": "absent subscriber"})
            else:
                self._say(404, {"error": "no such message"})

        def do_HEAD(self) -> None:
            self.send_response(405 if self.headers["Authorization"] == gateway.token else 401)
            self.end_headers()

        def _say(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Speaking)
    gateway.origin = f"http://127.0.0.1:{server.server_port}"
    serving_it = threading.Thread(target=lambda: server.serve_forever(0.02), daemon=True)
    serving_it.start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
        serving_it.join()
