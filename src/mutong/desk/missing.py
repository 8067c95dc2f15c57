"""What a finding lacks and why it says so, as people read it."""

from mutong.desk.bases import parameter_label
from mutong.kernel.words import Words
from mutong.tables.dictionary import fact_dictionary


def missing_words(facts: str | None, standards: str | None, rule_id: str) -> tuple[Words, ...]:
    """The facts and standards that keep an answer open, each once; whose fact it is does not matter here."""
    found: dict[Words, None] = {}
    for name in filter(None, (facts or "").split(";")):
        found[fact_label(name.rpartition(".")[2])] = None
    for name in filter(None, (standards or "").split(";")):
        parameter, _, state = name.partition(":")
        if state == "null_standard":
            label = parameter_label(rule_id.partition(":")[0], parameter)
            found[Words(f"标准：{label.zh}", f"standard: {label.en}")] = None
    return tuple(found)


def fact_label(key: str) -> Words:
    """What a fact is called."""
    spec = fact_dictionary().get(key)
    return spec.label if spec else Words(key, key.replace("_", " "))


def reason_words(reasons: str | None) -> Words:
    """The reasons of a finding, which carry both languages parted by a bar or a line break."""
    text = reasons or ""
    zh, _, en = text.partition("\n" if "\n" in text else " | ")
    return Words(zh, en or zh)


def purpose_words(purpose: str) -> Words:
    """A purpose as the audit keeps it, both languages parted by a slash; one that a person wrote stays as it is."""
    zh, _, en = purpose.partition(" / ")
    return Words(zh, en or zh)
