"""A kept plan as the document that a village hands in: the plan with its survey, numbers, options and law of today."""

import tempfile
from pathlib import Path

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.areas import area_name
from mutong.records.reads.clocks import is_sample_clock
from mutong.records.reads.village_plans import kept_plan
from mutong.records.reads.village_survey import village_survey
from mutong.village.law_numbers import LawNumbers
from mutong.workflows.comparing_options import compared_options, village_numbers
from mutong.workflows.share_law import bodies, in_force, law_of, shares_by_trade

_SAMPLE = Words("虚构样例，不作依据", "made-up sample, not to be relied on")


def plan_document(viewer: Viewer, plan_id: str, ending: str, lang: str, *, purpose: str) -> bytes:
    """The document of a plan as a Word or PDF file (`ending` .docx or .pdf). No household is named in it.

    Raises AccessDenied without read_village; MutongError no_such_plan, plan_not_ready where there is no result yet.
    """
    # Who only looks at pages need not wait for what writes documents.
    from mutong.tables.documents import write_report
    from mutong.village.plan_document.report import plan_report

    held = kept_plan(viewer, plan_id, purpose)
    if held.plan is None:
        raise MutongError(
            "plan_not_ready",
            Words(
                "计划还没有算出来，写不成规划书。",
                "The plan has no result yet; there is nothing to write a document of.",
            ),
        )
    area = held.row.area_code
    law, more_law = _laws(area)
    name = area_name(area)
    report = plan_report(
        held.plan,
        survey=village_survey(viewer, area, purpose),
        numbers=village_numbers(area),
        what_ifs=held.what_ifs,
        comparison=compared_options(viewer, area, purpose=purpose).comparison,
        law=law,
        more_law=more_law,
        place=Words(name, name),
        prepared_on=clock.today(),
        banner=_SAMPLE if is_sample_clock() else None,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"plan{ending}"
        write_report(report, path, lang)
        return path.read_bytes()


def _laws(area: str) -> tuple[LawNumbers | None, tuple[LawNumbers, ...]]:
    """The numbers of the law by which a cooperative shares, and of the other laws in force in an area today."""
    today = clock.today()
    found = {pack.pack: law_of(pack.pack, area) for pack in bodies() if in_force(pack, today)}
    main = next((name for name, law in found.items() if shares_by_trade(law)), None)
    return found.get(main or ""), tuple(law for name, law in found.items() if name != main)
