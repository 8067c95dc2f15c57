"""The worked cases of a pack on the desk: what each expects, and the way to try it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from mutong.kernel.words import Words
from mutong.standards.pack import Pack
from mutong.standards.reference_cases import worked_cases
from mutong.standards.reference_parts import PackReference, WorkedCase
from mutong.workflows.pack_shelf import load_shelf


@dataclass(frozen=True)
class CaseGroup:
    """The worked cases of one rule or protocol; `work_url` works them out, `worked` says that this was done."""

    of: str
    title: Words
    cases: tuple[tuple[WorkedCase, str], ...]
    work_url: str
    worked: bool


def case_groups(request: HttpRequest, pack: Pack, reference: PackReference) -> list[CaseGroup]:
    """The cases by rule or protocol; those of the rule that the address names (`cases`) are worked out now."""
    wanted = request.GET.get("cases", "")
    groups = []
    for of in dict.fromkeys(one.of for one in reference.cases):
        mine = [one for one in reference.cases if one.of == of]
        rule = bool(mine[0].source)
        worked = rule and wanted == of
        if worked:
            files = tuple(one for one in pack.cases if one[1].get("rule") == of)
            mine = list(worked_cases(replace(pack, cases=files), load_shelf().packs))
        groups.append(
            CaseGroup(
                of,
                mine[0].title,
                tuple((one, case_url(pack, one)) for one in mine),
                f"?{urlencode({'cases': of})}#cases-{of}" if rule else "",
                worked,
            )
        )
    return groups


def case_url(pack: Pack, case: WorkedCase) -> str:
    """The way to try a worked case; '' where it needs what the form does not ask: events, choices, relatives."""
    text = case.source
    beyond = ("events", "choices", "others", "relations", "area_status", "complete", "at")
    if (
        not text
        or any(text.get(key) for key in beyond)
        or text.get("subject", 1) != 1
        or case.of not in pack.rules
    ):
        return ""
    members = text.get("members") or []
    asked = {"on": str(text["on"]), "n": str(max(1, len(members)))}
    if text.get("known_at"):
        asked["known_at"] = str(text["known_at"])
    for name, facts in (
        ("h", text.get("household") or {}),
        *((f"p{i}", m) for i, m in enumerate(members, 1)),
    ):
        for key, value in facts.items():
            asked["area" if (name, key) == ("h", "area_code") else f"{name}.{key}"] = _as_written(value)
    return f"{reverse('try_rule', args=[pack.pack, case.of])}?{urlencode(asked)}"


def _as_written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "-".join(str(end) for end in value)
    return str(value)
