"""The only door to chains that were worked out beforehand: a folder for each area, under the deployment's data.

They hold ids, days and who hangs on whom; no name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.folders import var_folder
from mutong.outbreak.chain_book import ChainBook
from mutong.records.access import Viewer, check_area, log_deed
from mutong.tables.array_store import open_arrays, write_arrays


@dataclass(frozen=True)
class KeptChains:
    """A book and the plain values kept with it."""

    book: ChainBook
    notes: Mapping[str, object]


def chains_folder(area_code: str) -> Path:
    """Where an area's chains lie."""
    return var_folder() / "chains" / area_code


def keep_chains(area_code: str, book: ChainBook, notes: Mapping[str, object]) -> None:
    """Put the chains of an area in place of those kept before; who was reading those reads on."""
    folder = chains_folder(area_code)
    folder.parent.mkdir(parents=True, exist_ok=True)
    write_arrays(folder, book.columns(), notes)


def access_kept_chains(viewer: Viewer, area_code: str, *, purpose: str) -> KeptChains | None:
    """The chains kept of an area, memory-mapped; None where there are none, or none that this version can read.

    One audit line with the moment they were worked out. Raises AccessDenied without read_health over the area.
    """
    holding = check_area(viewer, "read_health", area_code, purpose)
    try:
        columns, notes = open_arrays(chains_folder(area_code))
        book = ChainBook(**columns)
    except (MutongError, TypeError):
        # Never worked out, broken, or kept with other columns: it is worked out anew.
        return None
    log_deed(
        viewer,
        holding,
        "read_chains",
        purpose,
        query=f"area={area_code}; worked out at {notes.get('worked_out_at')}",
        count=len(book),
    )
    return KeptChains(book, notes)
