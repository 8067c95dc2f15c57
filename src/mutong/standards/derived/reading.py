"""Reading derived/*.yaml strictly into derived facts; docs/derived-facts.md has the format."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.derived.form import HOW, SPANS, UNIT_OF_SPAN, Among, Amount, DerivedFact, Window, Within
from mutong.standards.parameters import Parameters
from mutong.standards.refusals import shown
from mutong.standards.rules import nodes as n
from mutong.standards.rules.ring import walk
from mutong.standards.strict_reading import cited_clause, one_of, refuse, strict_list, strict_mapping
from mutong.standards.units import all_units
from mutong.standards.yaml_reading import LinedMapping, line_of, read_words
from mutong.tables.dictionary import FactSpec, fact_dictionary
from mutong.tables.event_columns import NUMBER_COLUMNS, WORD_COLUMNS
from mutong.tables.schema import load_schema

_KEYS = (
    "derived", "of", "how", "events", "where", "window", "listed", "value", "unit", "label", "question", "to", "topic",
    "staleness_days", "sensitivity", "clause",
)  # fmt: skip
_NEEDED = ("derived", "of", "how", "events", "window", "label", "question", "to", "topic", "clause")
_OF = ("person", "household", "area")
_SIGNS = {"at_least": ">=", "more_than": ">", "at_most": "<=", "below": "<"}
_PURPOSE = {"health": "outbreak", "assistance": "assistance", "village": "village"}
_KIND_OF = {"exists": "boolean", "count": "number", "sum": "number", "last": "date", "days_since": "number"}


def read_derived(
    files: Iterable[tuple[Path, LinedMapping]],
    domain: str,
    clauses: Mapping[str, Clause],
    parameters: Parameters,
) -> dict[str, DerivedFact]:
    """The derived facts of a pack's files by name; each belongs to the pack whose folder its file is in.

    Raises PackError for whatever is not understood: nothing is passed over.
    """
    found: dict[str, DerivedFact] = {}
    for path, text in files:
        fact = _Reading(path, text, domain, clauses, parameters).fact()
        if fact.name in found:
            refuse(
                path,
                line_of(text, "derived"),
                "derived_twice",
                Words(
                    f"“{fact.name}”在 {found[fact.name].file} 里已有",
                    f"“{fact.name}” is in {found[fact.name].file}",
                ),
                Words("请只留一个", "Keep one of them"),
            )
        found[fact.name] = fact
    return found


def facts_seen(derived: Iterable[Mapping[str, DerivedFact]]) -> dict[str, FactSpec]:
    """What the rules of a pack can name: the dictionary's facts and the derived ones, those of the inner pack last."""
    return fact_dictionary() | {name: fact.spec for one in derived for name, fact in one.items()}


def refuse_rewritten(
    derived: Mapping[str, DerivedFact], rules: Mapping[str, tuple[n.Rule, ...]], folder: Path
) -> None:
    """Raises PackError where a rule taken over from the version before uses a derived fact that is written anew here:
    it would go on using the old one.
    """
    for versions in rules.values():
        for rule in versions:
            for node in (node for root in (rule.who, rule.amount) if root is not None for node in walk(root)):
                if not isinstance(node, n.Fact) or ":" not in node.spec.key:
                    continue
                pack, name = node.spec.key.split(":")
                here = derived.get(name)
                if pack != folder.name and here is not None and here.spec.key == f"{folder.name}:{name}":
                    refuse(
                        folder / "derived" / f"{name}.yaml",
                        1,
                        "derived_in_use",
                        Words(
                            f"沿用的规则“{rule.name}”用的是旧的“{name}”",
                            f"the inherited rule “{rule.name}” uses the old “{name}”",
                        ),
                        Words(
                            "请一并重写该规则，或换一个名字",
                            "Write that rule anew as well, or choose another name",
                        ),
                        here.clause.full_id,
                    )


class _Reading:
    def __init__(
        self,
        path: Path,
        text: LinedMapping,
        domain: str,
        clauses: Mapping[str, Clause],
        parameters: Parameters,
    ) -> None:
        self.path, self.text, self.domain = path, text, domain
        self.clauses, self.parameters = clauses, parameters

    def fact(self) -> DerivedFact:
        path, text = self.path, self.text
        strict_mapping(text, text, "derived", path, _KEYS, _NEEDED)
        name, how, of = str(text["derived"]), one_of(text, "how", path, HOW), one_of(text, "of", path, _OF)
        if name != path.stem or not name.isidentifier():
            self._refuse(
                text,
                "derived",
                "name_differs",
                Words(
                    f"“{name}”与文件名“{path.stem}”不同，或不能作名字",
                    f"“{name}” is not the file's name “{path.stem}”, or no name",
                ),
                Words(
                    "两者应相同，只用字母、数字、下划线或汉字",
                    "Give both the same name, of letters, digits and underscores",
                ),
            )
        if name in fact_dictionary():
            self._refuse(
                text,
                "derived",
                "fact_twice",
                Words(f"事实词典里已有“{name}”", f"the fact dictionary has “{name}” already"),
                Words("请换一个名字", "Give it another name"),
            )
        clause = cited_clause(text, path, self.clauses, name)
        unit = self._unit(how)
        return DerivedFact(
            name=name,
            spec=self._spec(name, of, how, unit),
            how=how,
            kinds=self._words(text, "events"),
            conditions=self._conditions(),
            window=self._window(of),
            listed=self._words(text, "listed") if "listed" in text else (),
            value=str(text.get("value") or "amount") if how == "sum" else "",
            clause=clause,
            file=shown(path),
        )

    def _refuse(self, parent: object, key: str, code: str, fact: Words, remedy: Words) -> None:
        refuse(self.path, line_of(parent, key), code, fact, remedy, str(self.text.get("clause") or ""))

    def _words(self, parent: Mapping, key: str) -> tuple[str, ...]:
        words = tuple(strict_list(parent, key, self.path))
        if not words or not all(isinstance(word, str) for word in words):
            self._refuse(
                parent,
                key,
                "not_a_list",
                Words(f"“{key}”里应有一个或几个词", f"“{key}” should hold one or more words"),
                Words(f"请写成 {key}: [test]", f"Write {key}: [test]"),
            )
        return words

    def _unit(self, how: str) -> str:
        text = self.text
        if how != "sum":
            for key in ("unit", "value"):
                if key in text:
                    self._refuse(
                        text,
                        key,
                        "unknown_key",
                        Words(f"how 为 {how} 时没有“{key}”", f"with how: {how} there is no “{key}”"),
                        Words("删去这一行；只有 sum 要它", "Remove the line; only sum takes it"),
                    )
            return {"count": "1", "days_since": "day"}.get(how, "")
        if str(text.get("value") or "amount") not in NUMBER_COLUMNS:
            one_of(text, "value", self.path, NUMBER_COLUMNS)
        if str(text.get("value") or "amount") != "amount" and "unit" not in text:
            return "1"
        if "unit" not in text:
            self._refuse(
                text,
                "how",
                "key_missing",
                Words("合计要写单位", "a sum has a unit"),
                Words("请写上 unit: yuan 之类", "Write unit: yuan or another"),
            )
        return all_units()[one_of(text, "unit", self.path, all_units())].base

    def _spec(self, name: str, of: str, how: str, unit: str) -> FactSpec:
        text, path = self.text, self.path
        topics = tuple(dict.fromkeys(spec.topic for spec in fact_dictionary().values()))
        days = text.get("staleness_days")
        if days is not None and (not isinstance(days, int) or days < 0):
            self._refuse(
                text,
                "staleness_days",
                "not_a_value",
                Words(f"“{days}”不是天数", f"“{days}” is no number of days"),
                Words("请写整数，或删去这一行", "Write a whole number, or remove the line"),
            )
        return FactSpec(
            key=f"{path.parent.parent.name}:{name}",
            subject_kind=of,
            type=_KIND_OF[how],
            unit=unit,
            low=0.0 if how in ("count", "sum") else None,
            high=None,
            codes=(),
            absent="",
            label=read_words(text["label"], path, text, "label"),
            question=read_words(text["question"], path, text, "question"),
            to=one_of(text, "to", path, ("family", "office")),
            topic=one_of(text, "topic", path, topics),
            staleness_days=days,
            sensitivity=str(text.get("sensitivity") or "sensitive"),
            purposes=(_PURPOSE[self.domain],),
        )

    def _conditions(self) -> tuple[Among | Within, ...]:
        if "where" not in self.text:
            return ()
        where = strict_mapping(
            self.text["where"], self.text, "where", self.path, (*WORD_COLUMNS, *NUMBER_COLUMNS)
        )
        return tuple(
            self._within(where, column) if column in NUMBER_COLUMNS else self._among(where, column)
            for column in where
        )

    def _among(self, where: Mapping, column: str) -> Among:
        words = where[column] if isinstance(where[column], list) else [where[column]]
        codes = load_schema("events").column(column).codes
        for word in words:
            if not isinstance(word, str) or (codes and word not in codes):
                self._refuse(
                    where,
                    column,
                    "unknown_word",
                    Words(f"“{column}”没有“{word}”", f"“{column}” has no “{word}”"),
                    Words(f"请写 {'、'.join(codes) or '一个词'}", f"Write {', '.join(codes) or 'a word'}"),
                )
        return Among(column, tuple(words))

    def _within(self, where: Mapping, column: str) -> Within:
        allowed = (*_SIGNS, "unit")
        limits = strict_mapping(where[column], where, column, self.path, allowed)
        unit = ""
        if column == "amount":
            unit = one_of(limits, "unit", self.path, all_units())
        base, factor = (all_units()[unit].base, all_units()[unit].factor) if unit else ("1", 1.0)
        found = tuple(
            (_SIGNS[key], self._amount(limits, key, base, factor)) for key in limits if key in _SIGNS
        )
        return Within(column, found, base if unit else "")

    def _amount(self, parent: Mapping, key: str, base: str, factor: float = 1.0) -> Amount:
        written = parent[key]
        if isinstance(written, int | float) and not isinstance(written, bool) and written >= 0:
            return Amount(written * factor)
        if not isinstance(written, str) or written not in self.parameters:
            self._refuse(
                parent,
                key,
                "unknown_parameter",
                Words(
                    f"“{written}”既不是数，也不是规则包里的标准",
                    f"“{written}” is neither a number nor a parameter of the packs",
                ),
                Words("数要来自文件的，请写成标准", "Write a number, or the name of a parameter"),
            )
        if self.parameters.unit(written) != base:
            unit = self.parameters.unit(written)
            self._refuse(
                parent,
                key,
                "units_differ",
                Words(
                    f"“{written}”的单位是 {unit}，这里要 {base}",
                    f"“{written}” is in {unit}; {base} is wanted",
                ),
                Words("请换用同一单位的标准", "Use a parameter of that unit"),
            )
        return Amount(None, written)

    def _window(self, of: str) -> Window:
        window = strict_mapping(
            self.text["window"], self.text, "window", self.path, (*SPANS, "since", "until")
        )
        starts = [key for key in window if key != "until"]
        if len(starts) != 1:
            self._refuse(
                self.text,
                "window",
                "window_unclear",
                Words("窗口应有一个起点", "a window has one beginning"),
                Words(
                    "请写 hours、days、months、since 之一，另可写 until",
                    "Write one of hours, days, months and since; until may be added",
                ),
            )
        facts = {key: self._date_fact(window, key, of) for key in ("since", "until") if key in window}
        if starts[0] == "since":
            return Window(**facts)
        length = self._amount(window, starts[0], UNIT_OF_SPAN[starts[0]])
        return Window(starts[0], length, **facts)

    def _date_fact(self, window: Mapping, key: str, of: str) -> str:
        spec = fact_dictionary().get(str(window[key]))
        if spec is None or spec.type != "date" or spec.subject_kind != of:
            self._refuse(
                window,
                key,
                "unknown_fact",
                Words(
                    f"“{window[key]}”不是这类对象的日期类事实", f"“{window[key]}” is no date fact of a {of}"
                ),
                Words("请写事实词典里日期类的键", "Write the key of a date fact of the dictionary"),
            )
        return spec.key
