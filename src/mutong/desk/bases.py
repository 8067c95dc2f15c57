"""What something rests on, as chips and links: clauses, choices, grades."""

from collections.abc import Iterable

from django.urls import reverse

from mutong.desk.parts import Basis
from mutong.desk.vocabulary import code_words
from mutong.kernel.words import Words
from mutong.standards.clauses import WEAK_GRADES, Clause
from mutong.standards.pack import Pack
from mutong.workflows.deployment import load_deployment
from mutong.workflows.pack_shelf import load_shelf


def pack_of(name: str) -> Pack | None:
    """The pack of that name, if this place runs by it."""
    return next((pack for pack in load_deployment().packs if pack.pack == name), None)


def any_pack(name: str) -> Pack | None:
    """The pack of that name, whether this place runs by it or only keeps it to be read."""
    return pack_of(name) or load_shelf().pack(name)


def clause_of(full_id: str) -> Clause | None:
    """The clause that `pack:clause` names; None where there is no such pack or clause."""
    pack = any_pack(full_id.partition(":")[0])
    return pack.clause(full_id) if pack else None


def basis_of(full_id: str, choices_used: Iterable[str] = ()) -> Basis:
    """The chip of a clause, saying “to be confirmed” where a choice or a weak source stands behind it (T4)."""
    chosen = tuple(name for name in choices_used if name)
    clause = clause_of(full_id)
    if clause is None:
        return Basis(Words(full_id, full_id), to_confirm=bool(chosen), confirm_why=_why(full_id, chosen, ""))
    weak = clause.grade if clause.grade in WEAK_GRADES else ""
    return Basis(
        label=Words(f"依据：{clause.article or clause.id}", f"basis: {clause.id.replace('_', ' ')}"),
        title=Words(
            f"{clause.citation.zh}：{clause.words.zh}（{grade_words(clause.grade).zh}）",
            f"{clause.citation.en}: {clause.words.en} ({grade_words(clause.grade).en})",
        ),
        url=reverse("pack", args=[clause.pack]) + f"#c-{clause.id}",
        to_confirm=bool(chosen or weak),
        confirm_why=_why(full_id, chosen, weak),
    )


def grade_words(grade: str) -> Words:
    """A source's grade with its letter."""
    words = code_words(grade, "grade")
    return Words(f"{grade} 级：{words.zh}", f"grade {grade}: {words.en}")


def parameter_label(pack_name: str, name: str) -> Words:
    """What a parameter is called in a pack; its own name where the pack does not have it."""
    pack = any_pack(pack_name)
    if pack is not None and name in pack.parameters:
        return pack.parameters.label(name)
    return Words(name, name.replace("_", " "))


def class_words(name: str) -> Words:
    """The words of a contact class, as the packs of this place name it."""
    for pack in load_deployment().packs_of("health"):
        for _, raw in pack.raw_contacts:
            for one in raw.get("classes") or ():
                if one.get("name") == name:
                    return Words(one["words"]["zh"], one["words"]["en"])
    return Words(name, name.replace("_", " "))


def _why(full_id: str, chosen: tuple[str, ...], weak: str) -> Words:
    pack = full_id.partition(":")[0]
    labels = [parameter_label(pack, name) for name in chosen]
    zh = [f"本地选定：{'、'.join(label.zh for label in labels)}"] if labels else []
    en = [f"chosen locally: {', '.join(label.en for label in labels)}"] if labels else []
    if weak:
        zh.append(grade_words(weak).zh)
        en.append(grade_words(weak).en)
    return Words("；".join(zh), "; ".join(en))
