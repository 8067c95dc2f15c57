"""Reading contacts/*.yaml: strictly, so that a slip in a pack is pointed at and nothing loads half."""

import re
from collections.abc import Mapping
from pathlib import Path

from mutong.kernel.errors import MutongError
from mutong.kernel.truth import Truth
from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.contact_parts import (
    RELATIONS,
    RISKS,
    SCORED,
    ContactClass,
    ContactRule,
    ContactRules,
    Granted,
    InfectiousWindow,
    ScorePart,
    SeatCondition,
    SeatPattern,
    Venues,
)
from mutong.standards.pack import Pack
from mutong.standards.parameters import ParametersInForce, ParameterValue
from mutong.standards.refusals import PackError, shown
from mutong.standards.yaml_reading import LinedMapping, line_of, read_words
from mutong.tables.schema import load_schema

_TOP = (
    "contacts", "classes", "window", "seats", "rules", "second_degree", "beyond", "widening", "venues", "score",
)  # fmt: skip
_WINDOW = ("classifications", "from", "days_back", "surely_from", "to", "surely_to", "cite")
_RULE = (
    "rule", "relation", "kinds", "ventilation", "household", "seat", "minutes_at_least", "distance_within",
    "needs", "when", "class", "risk", "second_degree", "cite", "words", "unprotected", "crowd",
)  # fmt: skip
_RULE_NEEDS = ("rule", "relation", "class", "cite", "words")


def read_contact_rules(pack: Pack, parameters: ParametersInForce) -> ContactRules:
    """The contact rules of a pack, or of the nearest pack it is within that has some."""
    for one in (pack, *reversed(pack.ancestors)):
        if one.raw_contacts:
            path, top = one.raw_contacts[0]
            if len(one.raw_contacts) > 1:
                raise _fault(
                    "two_contact_files", one.raw_contacts[1][0], 1,
                    "一个规则包只有一个接触规则文件", "a pack has one file of contact rules",
                    "请合并为一个文件", "Put them into one file",
                )  # fmt: skip
            return _Reader(path, top, pack, parameters).read()
    raise MutongError(
        "no_contact_rules",
        Words(
            f"规则包“{pack.pack}”没有接触规则；请在 contacts/ 下写 YAML 文件。",
            f"The pack “{pack.pack}” has no contact rules; write a YAML file under contacts/.",
        ),
        pack=pack.pack,
    )


class _Reader:
    """One file being read: knows its path, so that every refusal can name the line."""

    def __init__(self, path: Path, top: LinedMapping, pack: Pack, parameters: ParametersInForce) -> None:
        self.path, self.top, self.pack, self.parameters = path, top, pack, parameters
        self.classes: tuple[ContactClass, ...] = ()
        self.seats: tuple[SeatPattern, ...] = ()

    def read(self) -> ContactRules:
        self.check_keys(self.top, _TOP, ("classes", "window", "rules"))
        self.classes = tuple(
            ContactClass(str(one.get("name")), read_words(one.get("words"), self.path, one, "words"))
            for one in self.top["classes"]
        )
        self.seats = tuple(self.seat_pattern(one) for one in self.top.get("seats") or ())
        return ContactRules(
            pack=self.pack.pack,
            version=self.pack.version,
            on=self.parameters.on,
            area_code=self.parameters.area_code,
            classes=self.classes,
            window=self.window(self.top["window"]),
            seat_patterns=self.seats,
            rules=tuple(self.rule(one) for one in self.top["rules"]),
            second_rules=tuple(self.rule(one) for one in self.top.get("second_degree") or ()),
            beyond=self.granted("beyond"),
            widening=self.granted("widening"),
            venues=self.venues(self.top.get("venues")),
            score=tuple(self.score_part(one) for one in self.top.get("score") or ()),
        )

    def granted(self, key: str) -> Granted | None:
        part = self.top.get(key)
        if part is None:
            return None
        self.check_keys(part, ("classes", "cite"), ("classes", "cite"))
        for word in part["classes"]:
            self.check_word(part, "classes", word, [one.name for one in self.classes])
        return Granted(tuple(part["classes"]), self.clause(part))

    def venues(self, part: LinedMapping | None) -> Venues | None:
        if part is None:
            return None
        needed = ("most_people", "slice_minutes", "cite")
        self.check_keys(part, needed, needed)
        return Venues(self.number(part, "most_people"), self.number(part, "slice_minutes"), self.clause(part))

    def score_part(self, part: LinedMapping) -> ScorePart:
        self.check_keys(part, ("of", "points", "limit", "words"), ("of", "points", "words"))
        self.check_word(part, "of", part["of"], SCORED)
        if part["of"] in ("hours", "onset"):
            self.check_keys(part, ("of", "points", "limit", "words"), ("limit",))
        return ScorePart(
            part["of"],
            self.number(part, "points"),
            self.number(part, "limit"),
            read_words(part["words"], self.path, part, "words"),
        )

    def window(self, part: LinedMapping) -> InfectiousWindow:
        self.check_keys(part, _WINDOW, _WINDOW)
        columns = load_schema("cases").names
        for key in ("surely_from", "to", "surely_to"):
            self.check_word(part, key, part[key], columns)
        for anchor in part["from"]:
            self.check_word(part, "from", anchor, columns)
        allowed = load_schema("cases").column("classification").codes
        for word in part["classifications"]:
            self.check_word(part, "classifications", word, allowed)
        return InfectiousWindow(
            classifications=tuple(part["classifications"]),
            anchors=tuple(part["from"]),
            days_back=self.number(part, "days_back"),
            surely_from=part["surely_from"],
            until=part["to"],
            surely_to=part["surely_to"],
            clause=self.clause(part),
        )

    def seat_pattern(self, part: LinedMapping) -> SeatPattern:
        self.check_keys(part, ("kinds", "pattern"), ("kinds", "pattern"))
        try:
            return SeatPattern(self.kinds(part), re.compile(str(part["pattern"])))
        except re.error as error:
            raise _fault(
                "seat_pattern_unreadable", self.path, line_of(part, "pattern"),
                f"座位格式读不通（{error}）", f"the seat pattern cannot be read ({error})",
                "请写带命名组的正则，如 T(?P<table>\\d+)", "Write a pattern with named groups: T(?P<table>\\d+)",
            ) from error  # fmt: skip

    def rule(self, part: LinedMapping) -> ContactRule:
        self.check_keys(part, _RULE, _RULE_NEEDS)
        self.check_word(part, "relation", part["relation"], RELATIONS)
        self.check_word(part, "class", part["class"], [one.name for one in self.classes])
        kinds = self.kinds(part)
        for key, words in (
            ("ventilation", load_schema("places").column("ventilation").codes),
            ("household", ("same", "other")),
        ):
            if part.get(key) is not None:
                self.check_word(part, key, part[key], words)
        switch, switched_by = self.switch(part)
        higher, from_minutes = self.risk(part)
        return ContactRule(
            name=str(part["rule"]),
            relation=part["relation"],
            kinds=kinds,
            ventilation=part.get("ventilation") or "",
            household=part.get("household") or "",
            seats=tuple(self.seat_condition(one, kinds) for one in _listed(part.get("seat"))),
            minutes_at_least=self.number(part, "minutes_at_least"),
            distance_within=self.number(part, "distance_within"),
            needs=tuple(part.get("needs") or ()),
            switch=switch,
            switched_by=switched_by,
            contact_class=part["class"],
            higher_risk=higher,
            higher_from_minutes=from_minutes,
            second_degree=bool(part.get("second_degree")),
            clause=self.clause(part),
            words=read_words(part["words"], self.path, part, "words"),
            unprotected=bool(part.get("unprotected")),
            crowd=bool(part.get("crowd")),
        )

    def seat_condition(self, part: LinedMapping, kinds: tuple[str, ...]) -> SeatCondition:
        self.check_keys(part, ("part", "within", "present", "absent"), ("part",))
        readable = {
            name
            for one in self.seats
            if set(kinds) & set(one.kinds) or not kinds
            for name in one.pattern.groupindex
        }
        self.check_word(part, "part", part["part"], sorted(readable))
        return SeatCondition(
            part["part"], self.number(part, "within"), bool(part.get("present")), bool(part.get("absent"))
        )

    def switch(self, part: LinedMapping) -> tuple[Truth, ParameterValue | None]:
        wanted = part.get("when")
        if wanted is None:
            return Truth.YES, None
        self.check_keys(wanted, ("parameter", "is"), ("parameter", "is"))
        found = self.number(wanted, "parameter")
        if found.value is None:
            return Truth.UNKNOWN, found
        return (Truth.YES if str(found.value) == str(wanted["is"]) else Truth.NO), found

    def risk(self, part: LinedMapping) -> tuple[Truth, ParameterValue | None]:
        risk = part.get("risk") or "ordinary"
        if isinstance(risk, Mapping):
            self.check_keys(risk, ("higher_from_minutes",), ("higher_from_minutes",))
            return Truth.UNKNOWN, self.number(risk, "higher_from_minutes")
        self.check_word(part, "risk", risk, RISKS)
        return (Truth.YES if risk == "higher" else Truth.NO), None

    def kinds(self, part: LinedMapping) -> tuple[str, ...]:
        allowed = load_schema("places").column("kind").codes
        if part.get("relation") == "tie":
            ties = load_schema("relations").column("kind").codes
            allowed = (*ties, *(f"{kind}_of" for kind in ties))
        for kind in part.get("kinds") or ():
            self.check_word(part, "kinds", kind, allowed)
        return tuple(part.get("kinds") or ())

    def number(self, part: LinedMapping, key: str) -> ParameterValue | None:
        name = part.get(key)
        if name is None:
            return None
        if name not in self.parameters.parameters:
            raise _fault(
                "unknown_parameter", self.path, line_of(part, key),
                f"{key} 写的“{name}”不是参数", f"{key} says “{name}”, which is no parameter",
                "请写 parameters/ 里的参数名；数字要有出处，不写在这里",
                "Write the name of a parameter; a number needs a source and does not stand here",
            )  # fmt: skip
        return self.parameters[name]

    def clause(self, part: LinedMapping) -> Clause:
        found = self.pack.clause(str(part["cite"]))
        if found is None:
            known = ", ".join(self.pack.own_clauses)
            raise _fault(
                "missing_clause", self.path, line_of(part, "cite"),
                f"条款“{part['cite']}”不在 pack.yaml 里", f"pack.yaml has no clause “{part['cite']}”",
                f"现有：{known}", f"There are: {known}",
            )  # fmt: skip
        return found

    def check_keys(self, part: object, allowed: tuple[str, ...], needed: tuple[str, ...]) -> None:
        if not isinstance(part, Mapping):
            raise _fault(
                "not_a_mapping", self.path, line_of(part),
                f"这里写的是“{part}”", f"here stands “{part}”",
                f"这里应写“键: 值”：{'、'.join(allowed)}", f"Here stand “key: value” lines: {', '.join(allowed)}",
            )  # fmt: skip
        for key in part:
            self.check_word(part, key, key, allowed)
        for key in needed:
            if part.get(key) is None:
                raise _fault(
                    "key_missing", self.path, line_of(part),
                    f"没有写“{key}”", f"“{key}” is missing", f"请写上 {key}: …", f"Write {key}: …",
                )  # fmt: skip

    def check_word(self, part: object, key: object, word: object, allowed: object) -> None:
        if word not in allowed:
            known = ", ".join(allowed)
            raise _fault(
                "unknown_word", self.path, line_of(part, key),
                f"“{key}”处写的是“{word}”", f"at “{key}” stands “{word}”",
                f"可以写：{known}", f"There may stand: {known}",
            )  # fmt: skip


def _listed(part: object) -> list:
    if part is None:
        return []
    return list(part) if isinstance(part, list) else [part]


def _fault(
    code: str, path: Path, line: int, fact_zh: str, fact_en: str, remedy_zh: str, remedy_en: str
) -> PackError:
    return PackError(code, shown(path), line, Words(fact_zh, fact_en), Words(remedy_zh, remedy_en))
