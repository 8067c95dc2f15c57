"""Interviewing a case: what to ask first, where it was, whom it met; each answer is followed up at once."""

from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from mutong.desk import interview_lines as lines
from mutong.desk.bases import basis_of
from mutong.desk.frame import show, signed_in
from mutong.desk.interview_form import (
    KINDS,
    NEW_PLACE,
    PURPOSE,
    Filled,
    areas_near,
    filled_in,
    informants,
    offered,
    place_kinds,
    refused,
    said_of,
    with_choices,
)
from mutong.desk.language import say
from mutong.desk.parts import Option, with_query
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.actions.record_statement import Said
from mutong.records.landing.new_place import add_place
from mutong.workflows.interviewing import Heard, Interview, found_on_list, hear, interview_of, take_back

_BACK = ("3", "7", "14", "21")
_FORMS = (*KINDS, "found")
_PREFILLED = (
    "arrived_at", "left_at", "place_id", "seat", "about", "replaces", "find_person", "statement", "sought",
)  # fmt: skip


@signed_in
@require_http_methods(["GET", "POST"])
def show_interview(request: HttpRequest, viewer: Viewer, case_id: str) -> HttpResponse:
    """The case's days with their gaps, and the forms; a form sent is kept and contacts are found anew."""
    back = request.GET.get("back", "")
    days_back = int(back) if back in _BACK else None
    interview = interview_of(viewer, case_id, purpose=PURPOSE, days_back=days_back)
    path = reverse("interview", args=[case_id])
    asked = request.GET.get("form", "")
    form = None
    if request.method == "POST":
        answer = _receive(request, viewer, interview, path)
        if isinstance(answer, HttpResponse):
            return answer
        form = answer
    elif asked in _FORMS:
        form = offered(asked, **{name: request.GET[name] for name in _PREFILLED if request.GET.get(name)})
        form = with_choices(form, viewer, str(interview.file.case["area_code"]), "")
    page = _page(interview, path, form, back)
    wrong = form is not None and bool(form.problem or form.problems)
    return show(request, "pages/interview.html", "outbreak", status=400 if wrong else 200, page=page)


def _receive(request: HttpRequest, viewer: Viewer, interview: Interview, path: str) -> HttpResponse | Filled:
    """Where to go after the form, or the form again: searched, or with what is wrong."""
    case_id, button = str(interview.file.case["case_id"]), request.POST.get("do", "save")
    which = request.POST.get("form", "")
    form = filled_in(request.POST, which if which in _FORMS else "stay")
    area = str(interview.file.case["area_code"])
    if button in ("find_place", "find_person"):
        return with_choices(form, viewer, area, button)
    try:
        if button == "take_back":
            heard = take_back(viewer, case_id, form.values.get("statement", ""), purpose=PURPOSE)
            return _told(request, case_id, heard, Words("已撤回。", "Taken back."), path)
        if form.which == "found":
            return _found(request, viewer, interview, form, path)
        if button == "nobody":
            form = replace(form, which="nobody")
        said, form = said_of(form)
        if said is None:
            return with_choices(form, viewer, area, "")
        said = _with_place(viewer, said, form)
        heard = hear(viewer, case_id, said, purpose=PURPOSE)
    except AccessDenied:
        raise
    except MutongError as refusal:
        again = replace(form, which="met") if form.which == "nobody" else form
        return with_choices(refused(again, refusal), viewer, area, "")
    done = Words(
        "此前已登记过同样的话，没有重复登记。", "The same had been said before; nothing was kept twice."
    )
    if not heard.again:
        done = Words("已登记。", "Kept.")
    return _told(request, case_id, heard, done, _onward(path, said, heard))


def _onward(path: str, said: Said, heard: Heard) -> str:
    """After a stay, who was there; after somebody met, who else; else back to the page."""
    if said.kind == "stay":
        return with_query(path, form="met", about=heard.statement_id, seat=said.seat or "") + "#met"
    if said.kind == "met" and said.about:
        return with_query(path, form="met", about=said.about, seat=said.seat or "") + "#met"
    return path


def _with_place(viewer: Viewer, said: Said, form: Filled) -> Said:
    """The statement with its place: a new one is entered first."""
    if said.place_id != NEW_PLACE:
        return said
    values = form.values
    place_id = add_place(
        viewer,
        "interview",
        name=values.get("new_name", ""),
        kind=values.get("new_kind", ""),
        area_code=values.get("new_area", ""),
        purpose=PURPOSE,
    )
    return replace(said, place_id=place_id)


def _found(
    request: HttpRequest, viewer: Viewer, interview: Interview, form: Filled, path: str
) -> HttpResponse:
    """Somebody to look for has been recognised: a person of a list, or one met, whose statement is corrected."""
    case_id, person_id = str(interview.file.case["case_id"]), form.values.get("person_id", "")
    if not person_id:
        raise MutongError(
            "nobody_named",
            Words("请先查找并选择是谁。", "First find and choose the person."),
            field="person_id",
        )
    if sought_id := form.values.get("sought", ""):
        heard = found_on_list(viewer, case_id, sought_id, person_id, purpose=PURPOSE)
    else:
        said, form = said_of(replace(form, which="met"))
        old = next(
            (one for one in interview.file.told if one.statement_id == form.values.get("statement")), None
        )
        if said is None or old is None:
            raise MutongError(
                "statement_replaced",
                Words(
                    "这条陈述已被更正或撤回；请刷新。", "That statement was corrected or taken back; reload."
                ),
            )
        same = {
            name: getattr(old, name) for name in ("informant", "seat", "mask", "sure", "distance_m", "note")
        }
        where = (
            {"about": old.about}
            if old.about
            else {"place_id": old.place_id, "arrived_at": old.arrived_at, "left_at": old.left_at}
        )
        said = replace(said, replaces=old.statement_id, name=None, phone=None, **same, **where)
        heard = hear(viewer, case_id, said, purpose=PURPOSE)
    return _told(request, case_id, heard, Words("已认出此人。", "Recognised."), path)


def _told(request: HttpRequest, case_id: str, heard: Heard, done: Words, onward: str) -> HttpResponse:
    """Say what followed, then go on."""
    messages.success(request, _followed(case_id, heard, done))
    for warning in heard.warnings:
        messages.warning(request, say(warning))
    return redirect(onward)


def _followed(case_id: str, heard: Heard, done: Words) -> SafeString:
    """What was done and how many contacts that found, each with the way to its line in the case file."""
    if heard.waiting:
        waits = Words(
            "停留记录很多，正在后台重新判定密接。", "There are many stays: contacts are being found anew."
        )
        return format_html("{} {}", say(done), say(waits))
    count = len(heard.new_contacts)
    if not count:
        none = Words("没有新增密接。", "No new contacts.")
        return format_html("{} {}", say(done), say(none))
    found = Words(f"新查到 {count} 名接触者：", f"{count} new contact{'s' if count > 1 else ''} found: ")
    case = reverse("case", args=[case_id])
    named = format_html_join(
        say(Words("、", ", ")),
        '<a href="{}#p-{}">{}</a>',
        ((case, person_id, name) for person_id, name in heard.new_contacts),
    )
    return format_html("{} {}{}", say(done), say(found), named)


def _page(interview: Interview, path: str, form: Filled | None, back: str) -> Mapping[str, object]:
    file, days = interview.file, interview.days
    case_id = str(file.case["case_id"])
    gaps = lines.gap_lines(interview, path)
    infectious, infected = lines.days_words(days)
    panels, without_coordinates = lines.maps_of(interview)
    values = form.values if form else {}
    chosen = values.get("informant", "case")
    area_code = str(file.case["area_code"])
    return {
        "case_id": case_id,
        "name": file.person_name,
        "path": path,
        "infectious": infectious,
        "infected": infected,
        "basis": basis_of(days.window.clause.full_id, ()) if days.window else None,
        "anchored": days.anchored,
        "back": tuple(Option(one, Words(f"{one} 天", f"{one} days"), one == back) for one in _BACK),
        "gaps": [one for one in gaps if not one.short],
        "short_gaps": [one for one in gaps if one.short],
        "contradictions": lines.contradiction_lines(interview),
        "pictures": lines.pictures_of(interview),
        "maps": panels,
        "without_coordinates": without_coordinates,
        "stays": lines.stay_lines(interview, path),
        "elsewhere": lines.met_elsewhere(interview),
        "sought": lines.sought_lines(interview, path),
        "said": lines.said_lines(file.history),
        "members": file.members,
        "lives": lines.living_there(interview),
        "own": lines.own_lines(file.history),
        "household_id": file.household_id,
        "onset": file.case["date_onset"],
        "onset_disputed": "onset_earliest" in file.case,
        "isolated": file.case["isolated_at"],
        "form": form,
        "forms": {name: form if form and form.which == name else offered(name) for name in _FORMS},
        "about": _about(interview, values),
        "informants": informants(chosen),
        "kinds": place_kinds(values.get("new_kind", "other")),
        "areas": areas_near(area_code, values.get("new_area", "")),
    }


def _about(interview: Interview, values: Mapping[str, str]) -> Words | None:
    """Of which stay the people are asked; None where no stay is meant."""
    for stay in interview.file.stays:
        place = interview.file.places.get(stay.place_id)
        told = stay.statement_id and stay.statement_id == values.get("about")
        observed = not stay.statement_id and not values.get("about")
        observed = observed and (stay.place_id, lines.local(stay.arrived_at)) == (
            values.get("place_id"), values.get("arrived_at")
        )  # fmt: skip
        if told or observed:
            name = place.name if place else stay.place_id
            when = lines.when_words(stay.arrived_at, stay.left_at)
            return Words(f"{name}，{when.zh}", f"{name}, {when.en}")
    return None
