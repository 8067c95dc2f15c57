"""The standards: every pack there is, those this place runs by first, and the versions of each in a row."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.pages.standard import area_of, in_force
from mutong.desk.parts import Empty, exports_of
from mutong.desk.versions import STATES, VersionBox, boxes_of, lines_of, state_of
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.standards.coverage import coverage
from mutong.standards.pack import DOMAINS, Pack
from mutong.standards.reference_words import DOMAINS as DOMAIN_WORDS
from mutong.standards.reference_words import LEVELS, level_of
from mutong.standards.succession import Version
from mutong.workflows.deployment import load_deployment
from mutong.workflows.pack_shelf import load_shelf

_RUN_BY, _OTHERS = (
    Words("本地依此办事", "This place runs by these"),
    Words("其他可查阅", "Others, to be read"),
)


@dataclass(frozen=True)
class PackCard:
    """A pack on the list, with the line of its versions where it has more than one."""

    name: str
    version: str
    title: Words
    url: str
    level: Words
    within: Words | None
    state: Words
    clauses: int
    parameters: int
    rules: int
    protocols: int
    open: int
    chosen: int
    covered: int
    listed: int
    run_by: bool
    versions: tuple[VersionBox, ...]


@dataclass(frozen=True)
class Group:
    """The packs of one domain that this place runs by, or those it does not."""

    title: Words
    domain: str
    packs: tuple[PackCard, ...]


@signed_in
@require_GET
def show_standards(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every pack, by domain and level."""
    shelf, here = load_shelf(), {pack.pack for pack in load_deployment().packs}
    lines = lines_of(shelf.packs)
    groups = []
    for run_by, words in ((True, _RUN_BY), (False, _OTHERS)):
        for domain in DOMAINS:
            packs = [one for one in shelf.packs if one.domain == domain and (one.pack in here) == run_by]
            packs.sort(key=lambda one: list(LEVELS).index(level_of(one.area_code)))
            cards = tuple(_card(one, viewer, run_by, lines) for one in _one_a_line(packs, lines, run_by))
            if cards:
                title = DOMAIN_WORDS[domain]
                groups.append(
                    Group(Words(f"{title.zh} · {words.zh}", f"{title.en} · {words.en}"), domain, cards)
                )
    if kind := wanted_format(request):
        return _send(kind, groups)
    page = {
        "groups": groups,
        "broken": shelf.broken,
        "exports": exports_of(request),
        "empty": Empty(
            "standards",
            Words("没有规则包", "No packs"),
            Words(
                "部署文件夹的 packs.csv 里还没有列出规则包。", "The deployment's packs.csv lists none yet."
            ),
        ),
    }
    return show(request, "pages/standards.html", "standards", page=page)


def _one_a_line(packs: list[Pack], lines: dict[str, tuple[Version, ...]], run_by: bool) -> list[Pack]:
    """Of several versions of one standard that nobody runs by only the first; the rest stand on its line."""
    if run_by:
        return packs
    here = {pack.pack for pack in load_deployment().packs}
    firsts: set[str] = set()
    kept = []
    for pack in packs:
        line = lines[pack.pack]
        if len(line) > 1 and (line[0].pack in firsts or any(one.pack in here for one in line)):
            continue
        firsts.add(line[0].pack)
        kept.append(pack)
    return kept


def _card(pack: Pack, viewer: Viewer, run_by: bool, lines: dict[str, tuple[Version, ...]]) -> PackCard:
    values = in_force(pack, area_of(viewer), clock.today())
    rows = [row for row in coverage(pack) if row.listed]
    shelf = load_shelf()
    return PackCard(
        name=pack.pack,
        version=pack.version,
        title=pack.title,
        url=reverse("pack", args=[pack.pack]),
        level=LEVELS[level_of(pack.area_code)],
        within=pack.ancestors[-1].title if pack.ancestors else None,
        state=STATES[state_of(pack, clock.today())],
        clauses=len(pack.own_clauses),
        parameters=len(values),
        rules=len(pack.rules),
        protocols=len(pack.raw_protocols),
        open=sum(value.state == "null" for value in values),
        chosen=sum(value.state == "chosen" for value in values),
        covered=sum(row.covered for row in rows),
        listed=len(rows),
        run_by=run_by,
        versions=boxes_of(lines.get(pack.pack, ()), {one.pack: one for one in shelf.packs}),
    )


def _send(kind: str, groups: list[Group]) -> HttpResponse:
    headings = (
        Words("规则包", "Pack"), Words("版本", "Version"), Words("名称", "Title"), Words("领域", "Domain"),
        Words("层级", "Level"), Words("状态", "State"), Words("本地依此办事", "Run by here"), Words("条款", "Clauses"),
        Words("数字", "Numbers"), Words("没有数字", "No number"), Words("本地选定", "Chosen locally"),
    )  # fmt: skip
    rows = (
        (
            p.name, p.version, p.title, DOMAIN_WORDS[g.domain], p.level, p.state,
            Words("是", "yes") if p.run_by else Words("否", "no"), p.clauses, p.parameters, p.open, p.chosen,
        )
        for g in groups
        for p in g.packs
    )  # fmt: skip
    return send_list(kind, "standards", headings, rows)
