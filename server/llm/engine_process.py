"""The process that holds the local model: run by its path, it imports nothing of Greenroom.

Reads one line of JSON from stdin, ``{"model", "key", "prefix", "name", "context_tokens",
"threads", "states"}``, the last the folder for what it has read, or ""; writes one to stdout,
``{"address"}`` once the model is loaded or ``{"error"}``; then serves until stdin ends. So it
never outlives the service, however that ends. stderr takes what the engine logs.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from typing import Any, TextIO

# Memory for prompts that left the slot, in MiB; the engine's own default is 8192.
CACHE_MIB = 512
# 2 is warnings and errors: nothing of what learners write is logged.
VERBOSITY = 2


def main() -> None:
    """Load, say where, serve; leaves without the interpreter's tidying up.

    The engine's own threads may be in the middle of a token then, and would be waited for.
    """
    status = 1
    try:
        status = _serve()
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stderr.flush()
        os._exit(status)


def _serve() -> int:
    """The exit status once stdin has ended, or the model could not be loaded."""
    answer = _own_stdout()
    config = json.loads(sys.stdin.readline())
    service = threading.Thread(target=_leave_with_the_service, daemon=True)
    service.start()
    try:
        server = _served(config)
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        _tell(answer, error=_in_plain_words(error))
        return 1
    _tell(answer, address=server.listening_address)
    service.join()
    return 0


def _leave_with_the_service() -> None:
    sys.stdin.read()
    os._exit(0)


def _own_stdout() -> TextIO:
    """A stream on the real stdout; what native code prints there goes to stderr instead."""
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return answer


def _served(config: dict[str, Any]) -> Any:
    # An optional native library: where it cannot be loaded, the error must reach the service.
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = config["model"]
    params.model_alias = {config["name"]}
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [config["key"]]
    # Under a secret prefix even the engine's open pages, such as its health, are closed.
    params.api_prefix = config["prefix"]
    params.ui = False
    params.cors_origins = ""
    params.cors_credentials = False
    params.endpoint_slots = False
    params.n_ctx = config["context_tokens"]
    params.n_parallel = 1
    params.cpuparams.n_threads = config["threads"]
    params.cpuparams_batch.n_threads = config["threads"]
    params.cache_ram_mib = CACHE_MIB
    # Gives the state of every token to who asks for it (reading.py); answers as without it.
    params.embedding = True
    params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_NONE
    params.verbosity = VERBOSITY
    if config["states"]:
        os.makedirs(config["states"], mode=0o700, exist_ok=True)
        params.slot_save_path = os.path.join(config["states"], "")
    return xllamacpp.Server(params)


def _in_plain_words(error: Exception) -> str:
    if "libgomp" in str(error):
        return (
            "the local model needs the system library libgomp1: install it (on Debian and Ubuntu:"
            " apt-get install libgomp1) and start Greenroom again"
        )
    return f"the local model could not be loaded: {str(error)[:200] or type(error).__name__}"


def _tell(answer: TextIO, **said: str) -> None:
    answer.write(json.dumps(said) + "\n")
    answer.flush()


if __name__ == "__main__":
    main()
