"""Facts on record as lines of a list: value, source, when confirmed, whether due to be asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from mutong.desk.vocabulary import code_words
from mutong.desk.writing import money_words
from mutong.kernel import clock
from mutong.kernel.words import Words
from mutong.records.reads.fact_rows import FactRow
from mutong.tables.dictionary import FactSpec, fact_dictionary


@dataclass(frozen=True)
class FactLine:
    """One fact."""

    label: Words
    subject: str
    value: Words
    unknown: bool
    stale: bool
    source: Words
    confirmed: datetime | None
    correct_url: str


def fact_lines(
    facts: Sequence[FactRow], names: Mapping[str, str], household_id: str, may_correct: bool
) -> list[FactLine]:
    """The lines of a household's facts, the household's own first, then member by member."""
    lines = []
    for row in sorted(
        facts, key=lambda r: (r.subject_kind != "household", names.get(r.subject_id, ""), r.fact)
    ):
        spec = fact_dictionary().get(row.fact)
        if spec is None:
            continue
        key = f"{row.subject_kind}.{row.subject_id}.{row.fact}"
        lines.append(
            FactLine(
                label=spec.label,
                subject=names.get(row.subject_id, ""),
                value=fact_value(spec, row),
                unknown=row.state == "unknown",
                stale=_stale(spec, row),
                source=code_words(row.source, "source"),
                confirmed=row.confirmed_at or row.recorded_at,
                correct_url=reverse("correct", args=[household_id, key]) if may_correct else "",
            )
        )
    return lines


def fact_value(spec: FactSpec, row: FactRow) -> Words:
    """A value with its unit; money as yuan; why it is unknown where it is."""
    if row.state == "unknown":
        return code_words(row.unknown_reason, "unknown_reason")
    if spec.type == "number":
        return number_words(spec, row.low, row.high)
    if spec.type in ("boolean", "code"):
        return code_words(row.value, spec.key)
    return Words(row.value or "", row.value or "")


def number_words(spec: FactSpec, low: float | None, high: float | None) -> Words:
    """A number between two ends (None: no end) with its unit; fen as yuan."""
    if spec.unit.startswith("fen"):
        amount = money_words(low, high)
        return Words(f"{amount.zh}/月", f"{amount.en} a month") if spec.unit == "fen/month" else amount
    unit = code_words(spec.unit, "unit") if spec.unit else Words("", "")
    least = f"{low:,.10g}" if low is not None else "?"
    if high is None:
        return Words(f"至少 {least} {unit.zh}", f"at least {least} {unit.en}")
    text = least if high == low else f"{least}～{high:,.10g}"
    return Words(f"{text} {unit.zh}".strip(), f"{text.replace('～', ' to ')} {unit.en}".strip())


def _stale(spec: FactSpec, row: FactRow) -> bool:
    """Whether it must be asked again: staleness counts from the confirmation (T9)."""
    if spec.staleness_days is None or row.state != "known":
        return False
    since = row.confirmed_at or row.recorded_at
    return clock.now() - since >= timedelta(days=spec.staleness_days)
