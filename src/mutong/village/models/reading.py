"""A model file into a Model: every part checked, every name known, each refusal with file, line and the way out."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from mutong.kernel.words import Words
from mutong.standards.strict_reading import one_of, refuse, strict_list, strict_mapping
from mutong.standards.yaml_reading import line_of, read_yaml
from mutong.village.models.numbers_read import read_number
from mutong.village.models.parameter_reading import changed_parameters, read_parameter
from mutong.village.models.part_reading import read_part_unit, read_part_words
from mutong.village.models.rule_text import Index, Rule, is_name, parse_indices, parse_rule
from mutong.village.models.set_reading import read_set
from mutong.village.models.stated import (
    Constraint,
    Expression,
    Frontier,
    Model,
    Objective,
    Scenarios,
    Set,
    Variable,
)

_TOP = (
    *("model", "title", "source", "note", "sets", "parameters", "expressions", "variables", "constraints"),
    *("objectives", "scenarios", "frontier"),
)
_KINDS = ("continuous", "integer", "binary")


def read_model(path: Path, changes: Mapping[str, str] | None = None) -> Model:
    """The model in a YAML file. `changes` sets parameters: {"price[wheat]": "160", "labour": "*0.8"}.

    Raises PackError (a MutongError) that names file, line, what is written and what would be right.
    """
    found = read_yaml(path)
    strict_mapping(found, None, path.name, path, _TOP, ("model", "variables", "objectives"))
    taken: dict[str, str] = {}
    sets: dict[str, Set] = {}
    for name, part in _parts(found, "sets", path, taken):
        sets[name] = read_set(name, part, found["sets"], path, sets)
    parameters = {
        name: read_parameter(name, part, found["parameters"], path, sets)
        for name, part in _parts(found, "parameters", path, taken)
    }
    reader = _Rules(path, sets, taken)
    for section in ("expressions", "variables", "constraints", "objectives"):
        for name, _ in _parts(found, section, path, taken):
            taken[name] = section
    expressions = {n: reader.expression(n, p, found["expressions"]) for n, p in _of(found, "expressions")}
    variables = {n: reader.variable(n, p, found["variables"]) for n, p in _of(found, "variables")}
    constraints = {n: reader.constraint(n, p, found["constraints"]) for n, p in _of(found, "constraints")}
    objectives = {n: reader.objective(n, p, found["objectives"]) for n, p in _of(found, "objectives")}
    for one in variables.values():
        _check_before(one, parameters, sets, path)
    scenarios = _scenarios(found, path, sets, parameters)
    model = Model(
        path, str(found["model"]),
        read_part_words({"words": found["title"]} if "title" in found else {}, path, str(found["model"])),
        str(found.get("source") or ""), sets, parameters, expressions, variables, constraints, objectives,
        scenarios, _frontier(found, path, parameters, expressions),
    )  # fmt: skip
    model = model.with_parameters(changed_parameters(parameters, sets, changes or {}, path))
    if scenarios is not None:
        _check_probabilities(model)
    return model


def _of(found: Mapping, section: str) -> list[tuple[str, object]]:
    return list((found.get(section) or {}).items())


def _parts(found: Mapping, section: str, path: Path, taken: dict[str, str]) -> list[tuple[str, object]]:
    """The named parts of a section; every name may be used once in the whole file."""
    part = found.get(section)
    if part is None:
        return []
    if not isinstance(part, Mapping):
        refuse(path, line_of(found, section), "not_a_mapping",
               Words(f"“{section}”下面应是“名字: …”", f"“{section}” should hold “name: …” lines"),
               Words("请给每一项起名", "Give each part a name"))  # fmt: skip
    for name in part:
        if not is_name(name):
            refuse(path, line_of(part, name), "not_a_name",
                   Words(f"“{name}”不能作名字", f"“{name}” cannot be a name"),
                   Words("名字用字母、汉字、数字和 _，不以数字开头，不用 sum、if 等词",
                         "Names have letters, digits and _, begin with no digit and are no word of rules"))  # fmt: skip
        if taken.get(name, section) != section:
            refuse(path, line_of(part, name), "name_taken",
                   Words(f"“{name}”已是 {taken[name]} 里的名字", f"“{name}” is a name under {taken[name]} already"),
                   Words("请换一个名字", "Choose another name"))  # fmt: skip
        taken[name] = section
    return list(part.items())


class _Rules:
    """Reads the parts that hold rules."""

    def __init__(self, path: Path, sets: Mapping[str, Set], taken: Mapping[str, str]) -> None:
        self.path, self.sets, self.taken = path, sets, taken

    def _shared(self, name: str, part: Mapping, parent: Mapping) -> dict[str, object]:
        return {
            "name": name,
            "unit": read_part_unit(part, self.path),
            "words": read_part_words(part, self.path, name),
            "line": line_of(parent, name),
        }

    def _rule(self, part: Mapping, key: str) -> Rule | None:
        if part.get(key) is None:
            return None
        return parse_rule(part[key], self.path, line_of(part, key))

    def _indices(self, part: Mapping) -> tuple[Index, ...]:
        line = line_of(part, "for")
        indices = parse_indices(part.get("for"), self.path, line)
        for one in indices:
            if one.set not in self.sets:
                refuse(self.path, line, "unknown_set",
                       Words(f"没有集合“{one.set}”", f"there is no set “{one.set}”"),
                       Words(f"可以写：{', '.join(self.sets)}", f"There are: {', '.join(self.sets)}"))  # fmt: skip
            if one.name in self.taken:
                refuse(self.path, line, "name_taken",
                       Words(f"下标名“{one.name}”已是 {self.taken[one.name]} 里的名字",
                             f"the index “{one.name}” is a name under {self.taken[one.name]} already"),
                       Words("请换一个下标名", "Choose another name for the index"))  # fmt: skip
        return indices

    def expression(self, name: str, part: object, parent: Mapping) -> Expression:
        """One of `expressions`."""
        stated = self._short(part, parent, name, ("rule", "for", "unit", "words", "note"))
        return Expression(
            rule=self._rule(stated, "rule"),
            indices=self._indices(stated),
            **self._shared(name, stated, parent),
        )

    def _short(self, part: object, parent: Mapping, name: str, allowed: tuple[str, ...]) -> Mapping:
        """A part whose rule may stand alone: `land: sum(…) <= 200`."""
        if isinstance(part, str):
            return {"rule": part}
        return strict_mapping(part, parent, name, self.path, allowed, ("rule",))

    def variable(self, name: str, part: object, parent: Mapping) -> Variable:
        """One of `variables`."""
        allowed = ("for", "if", "lower", "upper", "free", "kind", "before", "unit", "words", "note")
        stated = {} if part is None else strict_mapping(part, parent, name, self.path, allowed)
        kind = one_of(stated, "kind", self.path, _KINDS) if "kind" in stated else "continuous"
        free = stated.get("free", False)
        if not isinstance(free, bool) or (free and ("lower" in stated or kind == "binary")):
            refuse(self.path, line_of(stated, "free"), "not_yes_or_no",
                   Words(f"free 写的是“{free}”", f"free is written “{free}”"),
                   Words("请写 true（没有下限，且不再写 lower）或 false",
                         "Write true (no lower limit, and no lower beside it) or false"))  # fmt: skip
        lower = self._rule(stated, "lower")
        if lower is None and not free:
            lower = parse_rule(0, self.path, line_of(parent, name))
        before = stated.get("before") or {}
        if not isinstance(before, Mapping):
            refuse(self.path, line_of(stated, "before"), "not_a_mapping",
                   Words("before 应是“集合: 参数”", "before should be “set: parameter”"),
                   Words("请写成 before: {years: herd_at_start}", "Write before: {years: herd_at_start}"))  # fmt: skip
        return Variable(
            indices=self._indices(stated), only=self._rule(stated, "if"), lower=lower,
            upper=self._rule(stated, "upper"), kind=kind,
            before={str(key): str(value) for key, value in before.items()}, **self._shared(name, stated, parent),
        )  # fmt: skip

    def constraint(self, name: str, part: object, parent: Mapping) -> Constraint:
        """One of `constraints`."""
        stated = self._short(part, parent, name, ("rule", "for", "if", "unit", "words", "note"))
        shared = self._shared(name, stated, parent)
        line = line_of(stated, "rule") or shared["line"]
        rule = parse_rule(stated["rule"], self.path, line)
        return Constraint(rule=rule, indices=self._indices(stated), only=self._rule(stated, "if"), **shared)

    def objective(self, name: str, part: object, parent: Mapping) -> Objective:
        """One of `objectives`."""
        stated = strict_mapping(
            part, parent, name, self.path, ("maximise", "minimise", "unit", "words", "note")
        )
        ways = [key for key in ("maximise", "minimise") if key in stated]
        if len(ways) != 1:
            refuse(self.path, line_of(parent, name), "objective_without_sense",
                   Words(f"目标“{name}”要写 maximise 或 minimise", f"the objective “{name}” states neither or both of "
                         "maximise, minimise"), Words("请只写一种", "State exactly one of them"))  # fmt: skip
        sense = "max" if ways == ["maximise"] else "min"
        return Objective(sense=sense, rule=self._rule(stated, ways[0]), **self._shared(name, stated, parent))


def _check_before(one: Variable, parameters: Mapping, sets: Mapping[str, Set], path: Path) -> None:
    for of, name in one.before.items():
        own = [index.set for index in one.indices]
        rest = tuple(index for index in own if index != of)
        if of not in own or not sets[of].ordered or sets[of].cyclic or sets[of].root != of:
            wrong = Words(f"“{one.name}”没有这样的有序集合“{of}”", f"“{one.name}” has no ordered set “{of}”")
        elif name not in parameters or parameters[name].sets != rest:
            wrong = Words(f"参数“{name}”的下标应是 [{', '.join(rest)}]",
                          f"the parameter “{name}” should have the index [{', '.join(rest)}]")  # fmt: skip
        else:
            continue
        refuse(path, one.line, "before_does_not_fit", wrong,
               Words("before 写成“有序集合: 其余下标上的参数”", "Write before as “ordered set: parameter over the "
                     "other sets”"))  # fmt: skip


def _scenarios(found: Mapping, path: Path, sets: Mapping[str, Set], parameters: Mapping) -> Scenarios | None:
    if "scenarios" not in found:
        return None
    stated = strict_mapping(found["scenarios"], found, "scenarios", path, ("set", "probability"),
                            ("set", "probability"))  # fmt: skip
    of = one_of(stated, "set", path, [name for name, one in sets.items() if one.root == name])
    name = one_of(stated, "probability", path, [n for n, one in parameters.items() if one.sets == (of,)])
    return Scenarios(of, name, line_of(found, "scenarios"))


def _check_probabilities(model: Model) -> None:
    name = model.scenarios.probability
    values = model.parameters[name].values
    if not (np.isfinite(values).all() and (values >= 0).all() and abs(values.sum() - 1) < 1e-9):
        refuse(model.path, model.parameters[name].line, "not_probabilities",
               Words(f"“{name}”合计 {values.sum():g}", f"“{name}” adds up to {values.sum():g}"),
               Words("概率不能为负，合计应为 1", "Probabilities are 0 or more and add up to 1"))  # fmt: skip


def _frontier(found: Mapping, path: Path, parameters: Mapping, expressions: Mapping) -> Frontier | None:
    if "frontier" not in found:
        return None
    line = line_of(found, "frontier")
    stated = strict_mapping(found["frontier"], found, "frontier", path,
                            ("parameter", "values", "from", "to", "points", "tell"), ("parameter",))  # fmt: skip
    scalars = [name for name, one in parameters.items() if not one.sets and one.rule is None]
    name = one_of(stated, "parameter", path, scalars)
    if "values" in stated:
        written = strict_list(stated, "values", path)
        values = [read_number(one, path, line_of(written, k), "values") for k, one in enumerate(written)]
    else:
        ends = [read_number(stated.get(key), path, line_of(stated, key), key) for key in ("from", "to")]
        points = stated.get("points")
        values = list(np.linspace(*ends, points)) if type(points) is int and points > 1 else []
    if not values or not np.isfinite(values).all():
        refuse(path, line, "frontier_without_values",
               Words("frontier 没有写明取哪些值", "the frontier does not say which values"),
               Words("请写 values: [ … ]，或 from、to、points",
                     "Write values: [ … ], or from, to, points"))  # fmt: skip
    told = [str(one) for one in strict_list(stated, "tell", path)]
    scalar = [n for n, one in expressions.items() if not one.indices]
    for one in told:
        if one not in scalar:
            refuse(path, line_of(stated, "tell"), "unknown_expression",
                   Words(f"没有不带下标的 expression “{one}”", f"there is no expression “{one}” without index"),
                   Words(f"可以写：{', '.join(scalar)}", f"There are: {', '.join(scalar)}"))  # fmt: skip
    return Frontier(name, tuple(float(one) for one in values), tuple(told), line)
