"""How a pack is refused: where, what was written, what to write instead."""

from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words


class PackError(MutongError):
    """A pack that cannot be loaded; it never loads half.

    `code` names the fault, `file` is the path below the folder of packs (or as given), `line` counts from 1 (0: the
    whole file), `clause` is the clause the faulty part cites, '' when it cites none.
    """

    def __init__(
        self, code: str, file: Path | str, line: int, fact: Words, remedy: Words, clause: str = ""
    ) -> None:
        at = f"{file}:{line}" if line else f"{file}"
        cited = Words(f"（所引条款：{clause}）", f" (clause cited: {clause})") if clause else Words("", "")
        super().__init__(
            code,
            Words(f"{at}：{fact.zh}。{remedy.zh}。{cited.zh}", f"{at}: {fact.en}. {remedy.en}.{cited.en}"),
            file=str(file),
            line=line,
            clause=clause,
        )
        self.file, self.line, self.clause = str(file), line, clause
        self.fact, self.remedy = fact, remedy


def shown(path: Path) -> str:
    """A path as messages show it: from the pack's kind (health/…, assistance/…), without the machine's folders."""
    parts = path.parts
    for kind in ("health", "assistance", "village", "broken", "other"):
        if kind in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(kind) :])
    return "/".join(parts[-3:])
