"""The seal of an exported file: how many rows it has and which bytes, in a small JSON file beside it.

`FILE.seal.json` holds table, file, rows, bytes, sha256, filters, at, by. Whoever gets both can tell whether the file
is whole and as it was written.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.tables.decoding import content_digest
from mutong.tables.remedies import refuse_file


@dataclass(frozen=True)
class Seal:
    """What is known of an exported file; `filters` are the words by which its rows were chosen, `by` who wrote it."""

    table: str
    file: str
    rows: int
    bytes: int
    sha256: str
    at: str
    by: str
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The seal in a sentence."""
        return Words(
            f"{self.file}：{self.rows} 行，{self.bytes} 字节，SHA-256 {self.sha256}。",
            f"{self.file}: {self.rows} rows, {self.bytes} bytes, SHA-256 {self.sha256}.",
        )


def seal_path(path: str | Path) -> Path:
    """Where the seal of a file lies."""
    path = Path(path)
    return path.with_name(path.name + ".seal.json")


def seal_file(
    path: str | Path, table: str, rows: int, by: str, filters: Mapping[str, str] | None = None
) -> Seal:
    """Write the seal of a file that was just written, in place of an old one."""
    path = Path(path)
    seal = Seal(
        table=table,
        file=path.name,
        rows=rows,
        bytes=path.stat().st_size,
        sha256=content_digest(path),
        at=clock.now().isoformat(timespec="seconds"),
        by=by,
        filters=dict(filters or {}),
    )
    beside = seal_path(path)
    half = beside.with_name(beside.name + ".part")
    half.write_text(json.dumps(asdict(seal), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    half.replace(beside)
    return seal


def check_seal(path: str | Path) -> tuple[Seal, tuple[Words, ...]]:
    """The seal of a file, and what does not agree with it (nothing where the file is as it was written).

    Raises MutongError `file_missing` without the file, `seal_missing` without a seal, `seal_broken` for one that
    cannot be read.
    """
    path = Path(path)
    if not path.is_file():
        raise refuse_file("file_missing", file=path.name)
    beside = seal_path(path)
    if not beside.is_file():
        raise MutongError(
            "seal_missing",
            Words(
                f"没有 {beside.name}，无从核对；导出时会写在文件旁边，请一并取来。",
                f"There is no {beside.name} to check against; an export writes it beside the file: fetch both.",
            ),
        )
    try:
        seal = Seal(**json.loads(beside.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise MutongError(
            "seal_broken",
            Words(f"{beside.name} 读不懂；请重新导出。", f"{beside.name} cannot be read; export anew."),
        ) from None
    return seal, tuple(_differences(path, seal))


def _differences(path: Path, seal: Seal) -> list[Words]:
    size = path.stat().st_size
    if size != seal.bytes:
        return [
            Words(
                f"{path.name} 有 {size} 字节，应有 {seal.bytes}；多半没有传完，请重新取得。",
                f"{path.name} has {size} bytes instead of {seal.bytes}; most likely it was cut short: fetch it again.",
            )
        ]
    digest = content_digest(path)
    if digest != seal.sha256:
        return [
            Words(
                f"{path.name} 的内容与导出时不同（SHA-256 {digest}，应为 {seal.sha256}）；请重新取得。",
                f"{path.name} is not as it was exported (SHA-256 {digest}, should be {seal.sha256}); fetch it again.",
            )
        ]
    return []
