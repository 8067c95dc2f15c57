"""The register's secret keys: made on first use in var/keys, readable by their owner alone.

They are never in the repository, and losing one loses what it protects: `desk` signs sessions, `fields` encrypts
resident numbers and phones, `index` makes their look-up column, `audit` seals the chain of audit lines, `phone` seals
what waits on a phone to be sent.
"""

import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import var_folder
from mutong.kernel.words import Words

KEY_NAMES = ("desk", "fields", "index", "audit", "phone")
_BYTES = 32


def keys_folder() -> Path:
    """Where the keys lie: the folder `keys` of var."""
    return var_folder() / "keys"


def load_key(name: str) -> bytes:
    """The 32 bytes of the key of that name (one of KEY_NAMES), made now if there is none.

    Raises MutongError `broken_key` when the file holds something else.
    """
    return _load(os.environ.get("MUTONG_VAR"), name)


@cache
def _load(var: str | None, name: str) -> bytes:
    """The key of that name in the folder that MUTONG_VAR names."""
    file = keys_folder() / f"{name}.key"
    if not file.exists():
        _make(file)
    try:
        key = bytes.fromhex(file.read_text().strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise MutongError(
            "broken_key",
            Words(
                f"密钥文件 {file.name} 不是 32 字节的十六进制数；请从备份恢复它，不要新建。",
                f"The key file {file.name} does not hold 32 bytes in hex; restore it from a backup, do not remake it.",
            ),
            file=file.name,
        )
    return key


def _make(file: Path) -> None:
    """Write whole, then link: of two processes that start together one wins and both read the same key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.chmod(0o700)
    fresh = file.with_name(f".{file.name}.{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_hex(_BYTES))
    with suppress(FileExistsError):
        os.link(fresh, file)
    fresh.unlink()
