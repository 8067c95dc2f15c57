"""Peers run in an environment of their own (benchmarks/.venv), each as a script that answers in JSON."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ENVIRONMENT, WANTED = HERE.parent / ".venv", HERE.parent / "requirements.txt"


def peers_python() -> Path:
    """The Python of the peers' environment, made from requirements.txt when it is not there or that has changed."""
    stamp, python = ENVIRONMENT / "made-from", ENVIRONMENT / "bin" / "python"
    digest = sha256(WANTED.read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == digest:
        return python
    print("installing the peers into benchmarks/.venv …", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)
    subprocess.run([str(python), "-m", "pip", "install", "--quiet", "-r", str(WANTED)], check=True)
    stamp.write_text(digest, encoding="ascii")
    return python


def run_peer(script: str, *arguments: str) -> dict[str, Any]:
    """What a script of this folder prints last, as JSON."""
    done = subprocess.run(
        [str(peers_python()), str(HERE / script), *arguments], check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout.splitlines()[-1])
