"""Keeps the engine's side of the conversation without a model.

What it does is told by the name of the model's file: answers, dies at once, dies soon, is mute.
"""

import http.server
import json
import os
import sys
import threading
from pathlib import Path


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(
            200 if self.headers["Authorization"] == f"Bearer {CONFIG['key']}" else 401
        )
        self.end_headers()
        self.wfile.write(json.dumps({"environment": sorted(os.environ)}).encode())

    def log_message(self, *_: object) -> None:
        pass


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


CONFIG = json.loads(sys.stdin.readline())
WHAT = Path(CONFIG["model"]).stem
if WHAT == "refuses":
    tell(json.dumps({"error": "the local model needs the system library libgomp1"}))
    sys.exit(1)
if WHAT == "dies_while_loading":
    os.abort()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
threading.Thread(target=server.serve_forever, daemon=True).start()
tell(json.dumps({"address": f"http://127.0.0.1:{server.server_port}"}))
if WHAT != "clings_to_life":
    sys.stdin.read()
else:
    threading.Event().wait()
