"""Compare: what differs between two standards, two days or two states of knowledge, and for whom."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from mutong.desk.comparison_lines import (
    ChangeGroup,
    RuleLine,
    change_groups,
    course_counts,
    course_lines,
    end_words,
    person_lines,
    rule_line,
)
from mutong.desk.day_fields import day_or_problem
from mutong.desk.doors import homes_of
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.pages.standard import area_of
from mutong.desk.parts import Empty, Exports, Option, address, turn_pages
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.reads.areas import area_name, areas_under
from mutong.standards.comparing_answers import AnswerChange
from mutong.standards.comparing_courses import CourseChange
from mutong.standards.pack import Pack
from mutong.standards.protocols import protocols_of
from mutong.workflows.comparing import Side, compare_held, compare_people, compare_texts
from mutong.workflows.pack_shelf import Shelf, load_shelf

PURPOSE = "比较标准 / compare standards"
_SIZE = 50


@signed_in
@require_GET
def compare_standards(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What differs; with `people` in the address also for whom, read from the register with its purpose."""
    shelf, today, asked = load_shelf(), clock.today(), request.GET
    old_pack = _pack(shelf, asked.get("a", "")) or _usual_pack(shelf)
    new_pack = _pack(shelf, asked.get("b", "")) or _next(shelf, old_pack) or old_pack
    problems: list[Words] = []
    old_day = day_or_problem(asked.get("on_a", ""), _usual(old_pack, today), problems)
    new_day = day_or_problem(
        asked.get("on_b", ""), today if new_pack is old_pack else _usual(new_pack, today), problems
    )
    old = Side(old_pack, old_day, day_or_problem(asked.get("known_a", ""), old_day, problems))
    new = Side(new_pack, new_day, day_or_problem(asked.get("known_b", ""), new_day, problems))
    area, kind = asked.get("area") or area_of(viewer), wanted_format(request)
    groups = change_groups(compare_texts(old, new, area), old, new) if not problems else ()
    people: tuple[RuleLine, ...] | None = None
    changes: tuple[AnswerChange, ...] = ()
    courses: list[CourseChange] | None = None
    if asked.get("people") and not problems:
        people, changes, courses = _for_whom(viewer, old, new, area, problems)
    if kind:
        return _send(kind, asked.get("list", ""), groups, changes, courses or [])
    changed = [one for one in courses or () if one.changed]
    page = {
        "form": _form(shelf, viewer, old, new, area, asked),
        "problems": problems,
        "old": old,
        "new": new,
        "area": area_name(area),
        "groups": groups,
        "nothing": not any(group.lines for group in groups),
        "people_url": address(request, people="1"),
        "may": viewer.may("read_assistance", area) or viewer.may("read_health", area),
        "asked": bool(asked.get("people")),
        "rules": people,
        "pager": turn_pages(request, person_lines(changes), _SIZE),
        "courses": course_lines(changed, old.pack),
        "held": len(courses) if courses is not None else None,
        "summary": course_counts(courses or []),
        "transition": courses[0].transition if courses else None,
        "settled": courses[0].settled if courses else True,
        "exports": _exports(request, ""),
        "people_exports": _exports(request, "people"),
        "course_exports": _exports(request, "courses"),
        "empty": Empty(
            "check",
            Words("没有不同", "Nothing differs"),
            Words("这两边在此处施行的内容一样。", "Both sides ask the same here."),
        ),
        "nobody": Empty(
            "check",
            Words("没有人的答案改变", "Nobody's answer changes"),
            Words(
                "两边对这个区域的每个人都答得一样。", "Both sides answer the same for everyone in the area."
            ),
        ),
    }
    return show(request, "pages/compare.html", "standards", status=400 if problems else 200, page=page)


def _for_whom(
    viewer: Viewer, old: Side, new: Side, area: str, problems: list[Words]
) -> tuple[tuple[RuleLine, ...] | None, tuple[AnswerChange, ...], list[CourseChange] | None]:
    """Answers where both sides have rules and the viewer may read them; courses where there are protocols for people.

    Raises AccessDenied where the viewer may read neither.
    """
    people, changes, courses, refused = None, (), None, None
    if any(one.rules for one in (old.pack, new.pack)):
        try:
            found = compare_people(viewer, old, new, area, purpose=PURPOSE)
            people = tuple(rule_line(one, old, new) for one in found.rules if one.counts)
            changes = found.changes
        except AccessDenied as error:
            refused = error
        except MutongError as error:
            problems.append(error.words)
    if old.pack is not new.pack and any(one.subject_kind == "person" for one in protocols_of(old.pack)):
        try:
            courses = compare_held(viewer, old, new, area, purpose=PURPOSE)
        except AccessDenied as error:
            refused = error
    if refused is not None and people is None and courses is None:
        raise refused
    return people, changes, courses


def _pack(shelf: Shelf, name: str) -> Pack | None:
    if not name:
        return None
    found = shelf.pack(name)
    if found is None:
        raise Http404(name)
    return found


def _usual_pack(shelf: Shelf) -> Pack:
    """The first pack whose next version is kept here too; else the first."""
    return next((pack for pack in shelf.packs if _next(shelf, pack)), shelf.packs[0])


def _next(shelf: Shelf, pack: Pack) -> Pack | None:
    return next((one for one in shelf.packs if one.succeeds == pack.pack), None)


def _usual(pack: Pack, today: date) -> date:
    """Today where the pack is in force, else its first day."""
    return today if pack.valid.holds(today) or pack.valid.start is None else pack.valid.start


def _form(shelf: Shelf, viewer: Viewer, old: Side, new: Side, area: str, asked) -> dict[str, object]:
    def options(chosen: Pack) -> tuple[Option, ...]:
        return tuple(
            Option(
                one.pack,
                Words(f"{one.title.zh}（{one.pack}）", f"{one.title.en} ({one.pack})"),
                one is chosen,
            )
            for one in shelf.packs
        )

    codes = {area: area_name(area)}
    for holding in viewer.holdings:
        codes.setdefault(holding.area_code, area_name(holding.area_code))
        codes |= {
            row.area_code: row.name for row in areas_under(holding.area_code) if row.area_code not in codes
        }
    if area not in viewer.post_ids:
        codes |= {row.area_code: row.name for row in areas_under(area) if row.area_code not in codes}
    return {
        "a": options(old.pack),
        "b": options(new.pack),
        "on_a": old.on.isoformat(),
        "on_b": new.on.isoformat(),
        "known_a": asked.get("known_a", "") and old.known_at.isoformat(),
        "known_b": asked.get("known_b", "") and new.known_at.isoformat(),
        "areas": tuple(Option(code, Words(name, name), code == area) for code, name in codes.items()),
    }


def _exports(request: HttpRequest, which: str) -> Exports:
    return Exports(
        address(request, format="csv", list=which or None),
        address(request, format="xlsx", list=which or None),
    )


def _send(
    kind: str,
    which: str,
    groups: tuple[ChangeGroup, ...],
    changes: tuple[AnswerChange, ...],
    courses: list[CourseChange],
) -> HttpResponse:
    if which == "people":
        headings = (
            Words("对象", "Who"), Words("在哪里", "Where"), Words("规则", "Rule"), Words("变化", "Change"),
            Words("之前", "Before"), Words("之后", "After"),
        )  # fmt: skip
        rows = ((p.who, p.where, p.rule, p.change, p.before, p.after) for p in person_lines(changes))
        return send_list(kind, "compare-people", headings, rows)
    if which == "courses":
        changed = [one for one in courses if one.changed]
        homes = homes_of([("person", one.subject_id) for one in changed])
        headings = (
            Words("对象", "Who"), Words("流程", "Protocol"), Words("原结束", "Ended"), Words("现结束", "Ends now"),
            Words("减去的步骤", "Steps gone"), Words("新增的步骤", "New steps"), Words("改期的步骤", "Steps moved"),
            Words("过渡", "Transition"),
        )  # fmt: skip
        rows = (
            (
                homes["person", one.subject_id].name, one.protocol, end_words(one.ends_before, True),
                end_words(one.ends_after, one.goes_on), ";".join(one.steps_gone), ";".join(one.steps_new),
                ";".join(one.steps_moved), one.transition,
            )
            for one in changed
        )  # fmt: skip
        return send_list(kind, "compare-courses", headings, rows)
    headings = (
        Words("种类", "Kind"), Words("名称", "Name"), Words("哪一部分", "Part"), Words("之前", "Before"),
        Words("之后", "After"), Words("方向", "Way"), Words("依据", "Basis"),
    )  # fmt: skip
    rows = (
        (group.title, line.name, line.part, line.before, line.after, line.way_words,
         line.basis.label if line.basis else "")
        for group in groups
        for line in group.lines
    )  # fmt: skip
    return send_list(kind, "compare", headings, rows)
