"""A table laid down as a folder of Parquet parts, as Spark writes it (with folders inside for days, or none)."""

from pathlib import Path


def parquet_parts(folder: Path) -> list[Path]:
    """The parts in a folder, in order of their names; none where the path is a file or holds no Parquet.

    What begins with `_` or `.` is left out, as Spark leaves it out: marks and files half written.
    """
    if not folder.is_dir():
        return []
    found = sorted(folder.rglob("*.parquet"))
    return [
        path
        for path in found
        if path.is_file() and not any(part[0] in "_." for part in path.relative_to(folder).parts)
    ]
