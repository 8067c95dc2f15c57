"""Which way an output of a pack is kinder, and who may set it (T7): the `outputs` of a pack.yaml."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from mutong.kernel.words import Words
from mutong.standards.clauses import Clause
from mutong.standards.parameter_rows import Value, parse_value
from mutong.standards.parameters import Parameters
from mutong.standards.refusals import shown
from mutong.standards.strict_reading import cited_clause, one_of, refuse, strict_mapping
from mutong.standards.yaml_reading import line_of

MORE, LESS = "more", "less"
# How deep the area code of a pack of each level is.
LEVEL_DEPTHS = {"province": 2, "city": 4, "county": 6}
_KEYS = ("kinder", "set_by", "least", "most", "clause")


@dataclass(frozen=True)
class Bound:
    """An end of what is delegated: a value in the parameter's base unit, or the name of a parameter."""

    value: Value = None
    parameter: str = ""


@dataclass(frozen=True)
class Output:
    """One declared output: a parameter, rule or protocol by name, the direction that is kinder, and the delegation.

    `set_by` is province, city or county, '' where nothing is delegated; `least` and `most` are None without bounds.
    `line` is that of the declaration in `file`; `implied` is true where a protocol's declaration covers a parameter.
    """

    name: str
    pack: str
    kinder: str
    clause: Clause
    file: str
    line: int
    set_by: str = ""
    least: Bound | None = None
    most: Bound | None = None
    implied: bool = False


def read_outputs(
    part: object,
    path: Path,
    pack: str,
    clauses: Mapping[str, Clause],
    parameters: Parameters,
    others: Collection[str],
    declared: Mapping[str, Output],
) -> dict[str, Output]:
    """The `outputs` of a pack.yaml by name.

    `others` are the names of the rules and protocols there are, `declared` what the packs around have declared, which
    cannot be declared again. Raises PackError.
    """
    found: dict[str, Output] = {}
    if part is None:
        return found
    if not isinstance(part, Mapping):
        strict_mapping(part, part, "outputs", path, ())
    for name, text in part.items():
        text = strict_mapping(text, part, name, path, _KEYS, ("kinder", "clause"))
        line = line_of(part, name)
        if name not in parameters and name not in others:
            refuse(
                path,
                line,
                "unknown_output",
                Words(
                    f"“{name}”不是标准、规则或流程的名字",
                    f"“{name}” is the name of no parameter, rule or protocol",
                ),
                Words("outputs 里写已有的名字", "Under outputs stand names that the pack has"),
            )
        if name in declared:
            refuse(
                path,
                line,
                "output_twice",
                Words(
                    f"“{name}”的方向已由上级规则包“{declared[name].pack}”写明",
                    f"the direction of “{name}” is declared by “{declared[name].pack}”, which this pack is within",
                ),
                Words("下级不能改方向，请删去", "An inner pack cannot change it; leave it out"),
                declared[name].clause.full_id,
            )
        kinder = one_of(text, "kinder", path, (MORE, LESS))
        clause = cited_clause(text, path, clauses, name)
        set_by = one_of(text, "set_by", path, LEVEL_DEPTHS) if "set_by" in text else ""
        _refuse_no_number(name, text, path, line, parameters, clause)
        found[name] = Output(
            name,
            pack,
            kinder,
            clause,
            shown(path),
            line,
            set_by,
            _bound(name, text, "least", path, parameters, clause),
            _bound(name, text, "most", path, parameters, clause),
        )
    return found


def _refuse_no_number(
    name: str, text: Mapping, path: Path, line: int, parameters: Parameters, clause: Clause
) -> None:
    if name in parameters and parameters.unit(name) == "text":
        refuse(
            path,
            line,
            "no_direction",
            Words(f"“{name}”是文字，没有多少之分", f"“{name}” is a text, which is neither more nor less"),
            Words("文字标准不写在 outputs 里", "Leave a text out of outputs"),
            clause.full_id,
        )
    misplaced = [key for key in ("set_by", "least", "most") if key in text]
    if name not in parameters and misplaced:
        refuse(
            path,
            line_of(text, misplaced[0]),
            "not_a_parameter",
            Words(
                f"“{name}”不是标准，不能写 {misplaced[0]}",
                f"“{name}” is no parameter and cannot have {misplaced[0]}",
            ),
            Words(
                "授权和上下限写在标准（parameters）上", "Delegation and bounds stand with a parameter's name"
            ),
            clause.full_id,
        )


def _bound(
    name: str, text: Mapping, key: str, path: Path, parameters: Parameters, clause: Clause
) -> Bound | None:
    written = text.get(key)
    if written is None:
        return None
    if isinstance(written, str):
        if written not in parameters or parameters.unit(written) != parameters.unit(name):
            refuse(
                path,
                line_of(text, key),
                "unknown_parameter",
                Words(
                    f"{key} 写的“{written}”不是同一单位的标准",
                    f"{key} names “{written}”, no parameter in the same unit",
                ),
                Words("请写数字或同一单位的标准名", "Write a number, or a parameter in the same unit"),
                clause.full_id,
            )
        return Bound(parameter=written)
    unit = parameters.rows[name][0].unit
    return Bound(value=parse_value(str(written), unit, shown(path), line_of(text, key)))
