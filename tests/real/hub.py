"""A model hub on the loopback address, from which Hugging Face's libraries can really download."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class Hub(BaseHTTPRequestHandler):
    """Answers as the hub does for the model ``a/b``, whose only files are these."""

    protocol_version = "HTTP/1.1"
    files = {
        "config.json": b'{"vocab": ["x"], "word_weights": {}, "unknown_word_weight": 1}',
        "modules.json": b'[{"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.BoW"}]',
    }

    def do_HEAD(self) -> None:
        """The headers alone."""
        self._answer(with_body=False)

    def do_GET(self) -> None:
        """A file, or what the repository holds."""
        self._answer(with_body=True)

    def log_message(self, *_words: object) -> None:
        """Nothing is printed."""

    def _answer(self, *, with_body: bool) -> None:
        name, found = self.path.rpartition("/")[2].partition("?")[0], None
        if "/resolve/" in self.path:
            found = self.files.get(name)
        elif self.path.startswith("/api/models/a/b"):
            files = [{"rfilename": name} for name in self.files]
            found = json.dumps({"id": "a/b", "sha": COMMIT, "siblings": files}).encode()
        self.send_response(404 if found is None else 200)
        body = found or b""
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Repo-Commit", COMMIT)
        self.send_header("X-Error-Code", "EntryNotFound" if found is None else "")
        self.send_header("ETag", f'"{name}"')
        self.end_headers()
        if with_body:
            self.wfile.write(body)


def serving() -> Iterator[str]:
    """Gives the address of such a hub, then ends it."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
