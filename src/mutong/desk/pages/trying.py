"""Try a rule: on an invented household, which stands in the address alone, or on a household of the register."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from mutong.desk.bases import any_pack, parameter_label
from mutong.desk.day_fields import day_field
from mutong.desk.exports import send_list, wanted_format
from mutong.desk.frame import show, signed_in
from mutong.desk.invented_home import HomeForm, field_name, people_names, read_home
from mutong.desk.language import say
from mutong.desk.pages.standard import WHOLE_COUNTRY, area_of
from mutong.desk.parts import Option, Tab, address, exports_of
from mutong.desk.tree import ANSWERS, Lit, lack_words, lit_tree, named
from mutong.desk.writing import day_words
from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import AccessDenied, Viewer
from mutong.records.reads.areas import area_names
from mutong.records.reads.households import access_household
from mutong.standards.invented import HOUSEHOLD, reads_of, snapshot_of_invented
from mutong.standards.pack import Pack
from mutong.standards.trying import Boundary, Trial, try_rule
from mutong.workflows.local_choices import choices_now
from mutong.workflows.pack_shelf import load_shelf
from mutong.workflows.trying import try_on_household

PURPOSE = "试用规则 / try a rule on a household"
_MOST_AREAS = 40


@dataclass(frozen=True)
class Way:
    """One way to the line: what it would be, and the address that puts the household there."""

    label: Words
    value: Words
    url: str


@dataclass(frozen=True)
class LineTo:
    """A limit of the rule, with the ways to it."""

    words: Words
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Pair:
    """Two texts side by side."""

    label: Words
    value: Words


@dataclass(frozen=True)
class Answered:
    """What the page shows of an answer."""

    truth: str
    answer: Words
    amount: Words | None
    tree: tuple[Lit, ...]
    lacks: tuple[Pair, ...]
    changes: tuple[Words, ...]
    turns: Words | None
    questions: tuple[Words, ...]
    lines: tuple[LineTo, ...]


@signed_in
@require_GET
def try_a_rule(request: HttpRequest, viewer: Viewer, pack: str, rule: str) -> HttpResponse:
    """One rule put to one household; nothing is stored."""
    found = any_pack(pack)
    if found is None or rule not in found.rules:
        raise Http404(rule)
    last = found.rules[rule][-1]
    begin, known = _begin(found, rule)
    on, wrong_day = day_field(request.GET.get("on", ""), begin)
    known_at, wrong_known = day_field(request.GET.get("known_at", ""), known if on == begin else on)
    problem = wrong_day or wrong_known
    home_id = request.GET.get("home", "").strip()
    area = _area(request, viewer, found)
    family, instead = _family(found, rule, area, on)
    form: HomeForm | None = None
    people: tuple[Option, ...] = ()
    trial: Trial | None = None
    names: dict[str, Words] = {}
    if home_id:
        file = access_household(viewer, home_id, PURPOSE)
        named_people = {m.person_id: m.name or m.person_id for m in file.members}
        names = {key: Words(name, name) for key, name in named_people.items()}
        subject = request.GET.get("subject", "")
        if last.of == "person" and subject not in names:
            subject = next(iter(names), "")
        people = tuple(Option(key, words, key == subject) for key, words in names.items())

        def run() -> Trial:
            whom = home_id if last.of == "household" else subject
            return try_on_household(
                viewer, home_id, last.rule_id, whom, family, on=on, known_at=known_at, purpose=PURPOSE
            )
    else:
        form = read_home(request.GET, reads_of(family, rule, on), area)
        names = people_names(form.members, form.relatives)

        def run() -> Trial:
            snapshot = snapshot_of_invented(form.home, family, on, known_at)
            whom = HOUSEHOLD if last.of == "household" else "P1"
            return try_rule(snapshot, family, choices_now(), last.rule_id, whom)

    try:
        trial = run()
    except AccessDenied:
        raise
    except MutongError as refusal:
        problem = problem or refusal.words
    answered = _answered(request, trial, names, form, found.pack) if trial else None
    if (kind := wanted_format(request)) and answered:
        return _send(kind, f"{pack}-{rule}", answered)
    page = {
        "title": last.title,
        "pack": found.title,
        "back": reverse("pack", args=[pack]) + f"#r-{rule}",
        "rule_id": last.rule_id,
        "of": last.of,
        "on": on.isoformat(),
        "known_at": known_at.isoformat() if known_at != on else "",
        "problem": problem,
        "instead": instead,
        "answered": answered,
        "form": form,
        "area": area,
        "areas": _areas(viewer, found, area),
        "home_id": home_id,
        "people": people,
        "tabs": _tabs(request, viewer, home_id),
        "exports": exports_of(request) if answered else None,
        "more_people": form.members + 1 if form and form.members < 8 else 0,
        "more_relatives": form.relatives + 1 if form and form.relatives < 4 else 0,
        "relatives": bool(form) and reads_of(family, rule, on).relatives,
    }
    status = 400 if problem and not trial else 200
    return show(request, "pages/try_rule.html", "standards", status=status, page=page)


def _family(pack: Pack, rule: str, area: str, on: date) -> tuple[tuple[Pack, ...], Pack | None]:
    """The packs that answer together. Where an inner pack has a rule of the same name for the area, that one holds
    there: to try the outer rule all the same the inner pack is left out, and named.
    """
    family = load_shelf().family(pack)
    inner = [
        one
        for one in family
        if len(one.ancestors) > len(pack.ancestors)
        and any(version.valid.holds(on) for version in one.rules.get(rule, ()))
        and (one.area_code == WHOLE_COUNTRY or area.startswith(one.area_code))
    ]
    left_out = {one.pack for one in inner}
    kept = tuple(one for one in family if not left_out & {one.pack, *(outer.pack for outer in one.ancestors)})
    return kept, inner[-1] if inner else None


def _begin(pack: Pack, rule: str) -> tuple[date, date]:
    """Today where the rule is in force and known; else the first day of its last version, as known once it was."""
    today, versions = clock.today(), pack.rules[rule]
    for one in versions:
        if pack.valid.holds(today) and one.valid.holds(today) and (one.known_from or today) <= today:
            return today, today
    last = versions[-1]
    on = max((day for day in (last.valid.start, pack.valid.start) if day is not None), default=today)
    return on, max(on, last.known_from or on)


def _area(request: HttpRequest, viewer: Viewer, pack: Pack) -> str:
    asked = request.GET.get("area", "").strip()
    if asked.isascii() and asked.isdigit() and len(asked) <= 15:
        return asked
    here = area_of(viewer)
    inside = pack.area_code == WHOLE_COUNTRY or here.startswith(pack.area_code)
    return here if inside and here != WHOLE_COUNTRY else pack.area_code


def _areas(viewer: Viewer, pack: Pack, area: str) -> tuple[Option, ...]:
    codes = {area, area_of(viewer), pack.area_code}
    for one in load_shelf().family(pack):
        codes |= {row.area_code for row in one.own_parameter_rows}
    listed = sorted(codes)[:_MOST_AREAS]
    names = area_names(set(listed))
    return tuple(
        Option(code, _area_words(code, names.get(code, "")), code == area)
        for code in dict.fromkeys([area, *listed])
    )


def _area_words(code: str, name: str) -> Words:
    if code == WHOLE_COUNTRY:
        return Words("全国", "the whole country")
    return Words(f"{name} {code}".strip(), f"{name} {code}".strip())


def _tabs(request: HttpRequest, viewer: Viewer, home_id: str) -> tuple[Tab, ...]:
    invented = Tab(Words("设想的一户", "An invented household"), request.path, not home_id)
    if not viewer.may("read_assistance"):
        return (invented,)
    label = Words("登记册里的一户", "A household of the register")
    return (invented, Tab(label, f"{request.path}?home={home_id or '-'}", bool(home_id)))


def _answered(
    request: HttpRequest, trial: Trial, names: dict[str, Words], form: HomeForm | None, pack: str
) -> Answered:
    spoken = {key: say(words) for key, words in names.items()}
    answer = trial.answer
    amounts = [child for child in answer.children if child.words.zh.startswith("金额：")]
    lines = tuple(_line(request, one, form, spoken) for one in trial.boundaries) if form else ()
    turns = named(answer.turns.words, spoken) if answer.turns else None
    return Answered(
        truth=answer.truth,
        answer=ANSWERS[answer.truth],
        amount=amounts[0].words if amounts else None,
        tree=tuple(lit_tree(child, spoken) for child in answer.children),
        lacks=tuple(
            Pair(*lack_words(one, spoken, lambda name: parameter_label(pack, name.partition(":")[0])))
            for one in answer.lacks
        ),
        changes=tuple(named(one.words, spoken) for one in answer.changes),
        turns=turns,
        questions=tuple(
            one.question.fill(name=spoken.get(one.person_id, "")) if one.person_id else one.question
            for one in (*trial.questions.family, *trial.questions.office)
        ),
        lines=tuple(line for line in lines if line.ways),
    )


_WAYS = (
    ("below", Words("差一点", "one below")),
    ("at", Words("正好在线上", "at the line")),
    ("above", Words("多一点", "one above")),
)


def _line(request: HttpRequest, one: Boundary, form: HomeForm, names: dict[str, str]) -> LineTo:
    name = field_name(one.subject_kind, one.subject_id, one.fact, form.members)
    fields = {field.name: field for part in form.parts for field in part.fields}
    field = fields.get(name)
    if field is None:
        return LineTo(one.words, ())
    scale = 100 if field.unit.zh.startswith("元") else 1
    ways = []
    for word, label in _WAYS:
        value = getattr(one, word)
        if value is None:
            continue
        text = (
            value.isoformat() if isinstance(value, date) else f"{value / scale:.6f}".rstrip("0").rstrip(".")
        )
        shown = day_words(value) if isinstance(value, date) else Words(text, text)
        what = Words(f"{field.label.zh} {shown.zh}", f"{field.label.en} {shown.en}")
        ways.append(Way(label, what, address(request, **{name: text})))
    who = names.get(one.subject_id, "")
    words = Words(f"{who}：{one.words.zh}", f"{who}: {one.words.en}") if who else one.words
    return LineTo(words, tuple(ways))


def _send(kind: str, name: str, answered: Answered) -> HttpResponse:
    headings = (
        Words("层", "Depth"),
        Words("条件", "Condition"),
        Words("答案", "Answer"),
        Words("依据", "Basis"),
    )

    def rows(nodes: tuple[Lit, ...], depth: int):
        for node in nodes:
            yield depth, node.words, node.answer, node.basis.label if node.basis else ""
            yield from rows(node.children, depth + 1)

    return send_list(kind, f"try-{name}", headings, rows(answered.tree, 1))
