"""The numbers that nobody has verified: of every pack this place runs by, with who can fill each."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.bases import basis_of
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.pages.standard import WHOLE_COUNTRY, area_of
from mutong.desk.parts import NO_WORDS, Basis, Empty, Tab, address, exports_of, turn_pages
from mutong.kernel import clock
from mutong.kernel.period import Period
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.reads.areas import area_names
from mutong.standards.choices import area_holds
from mutong.standards.open_numbers import OpenNumber, open_numbers
from mutong.standards.reference_words import period_words
from mutong.workflows.deployment import load_deployment
from mutong.workflows.local_choices import choices_now
from mutong.workflows.pack_shelf import load_shelf

_SIZE = 50
HERE, ALL, OTHERS = "here", "all", "others"


@dataclass(frozen=True)
class OpenLine:
    """One open number."""

    label: Words
    name: str
    pack: Words
    pack_url: str
    area: str
    when: Words
    basis: Basis
    asked: Words
    candidates: str
    chosen: str
    note: Words
    choose_url: str


@signed_in
@require_GET
def show_open_numbers(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every null, with whom to ask and, where the viewer may, the way to choose."""
    which = request.GET.get("which", HERE)
    run_by = {pack.pack for pack in load_deployment().packs}
    shelf, choices, area, today = load_shelf(), choices_now(), area_of(viewer), clock.today()
    found = open_numbers(shelf.packs, choices)
    ours = [one for one in found if one.pack in run_by]
    now = [
        one
        for one in ours
        if Period(one.valid_from, one.valid_to).holds(today)
        and (area_holds(one.area_code, area) or area_holds(area, one.area_code))
    ]
    lists = {HERE: now, ALL: ours, OTHERS: [one for one in found if one.pack not in run_by]}
    if which not in lists:
        which = HERE
    chosen = lists[which]
    names = area_names({one.area_code for one in chosen})
    titles = {pack.pack: pack.title for pack in shelf.packs}
    kind = wanted_format(request)
    pager = turn_pages(request, chosen, max(1, len(chosen)) if kind else _SIZE)
    may = viewer.may("choose_standard", area)
    lines = [_line(one, names, titles, may and one.pack in run_by) for one in pager.rows]
    if kind:
        return _send(kind, lines)
    words = {
        HERE: Words("今天在此处缺的", "missing here today"),
        ALL: Words("本地所依各包的全部", "all, of the packs in use"),
        OTHERS: Words("其他规则包的", "of other packs"),
    }
    page = {
        "tabs": tuple(
            Tab(words[key], address(request, which=key), key == which, len(lists[key])) for key in lists
        ),
        "pager": turn_pages(request, lines, _SIZE, len(chosen)),
        "exports": exports_of(request),
        "empty": Empty(
            "check",
            Words("没有缺的数字", "No number is missing"),
            Words("这一类的数字都已查实。", "Every number of this kind has been verified."),
        ),
    }
    return show(request, "pages/open_numbers.html", "standards", page=page)


def _line(one: OpenNumber, names: dict[str, str], titles: dict[str, Words], may: bool) -> OpenLine:
    area = (
        "全国 / the whole country"
        if one.area_code == WHOLE_COUNTRY
        else names.get(one.area_code, one.area_code)
    )
    candidates = " / ".join(
        ";".join(map(str, value)) if isinstance(value, tuple) else str(value) for value in one.candidates
    )
    return OpenLine(
        label=one.label,
        name=one.parameter,
        pack=titles.get(one.pack) or Words(one.pack, one.pack),
        pack_url=reverse("pack", args=[one.pack]) + f"#p-{one.parameter}",
        area=area,
        when=period_words(Period(one.valid_from, one.valid_to)),
        basis=basis_of(one.clause),
        asked=one.asked_of or NO_WORDS,
        candidates=candidates,
        chosen="; ".join(one.chosen),
        note=one.note,
        choose_url=reverse("choose", args=[one.pack, one.parameter]) if may else "",
    )


def _send(kind: str, lines: list[OpenLine]) -> HttpResponse:
    headings = (
        Words("数字", "Number"), Words("名称", "Name"), Words("规则包", "Pack"), Words("区域", "Area"),
        Words("时间", "When"), Words("依据", "Basis"), Words("由谁来填", "Who can fill it"),
        Words("各来源说法", "Sources say"), Words("本地选定", "Chosen locally"), Words("说明", "Note"),
    )  # fmt: skip
    rows = (
        (o.label, o.name, o.pack, o.area, o.when, o.basis.title if o.basis.title.zh else o.basis.label, o.asked,
         o.candidates, o.chosen, o.note)
        for o in lines
    )  # fmt: skip
    return send_list(kind, "open-numbers", headings, rows)
