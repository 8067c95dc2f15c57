"""standards document: the packs as pages to read, in Chinese and in English."""

import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from pathlib import Path

from mutong.cli.pack_check_commands import every_pack
from mutong.cli.register_words import packs_of
from mutong.duties.posts import load_post_kinds
from mutong.kernel.folders import deployment_folder
from mutong.kernel.words import LANGUAGES, Words
from mutong.standards.pack import Pack
from mutong.standards.reference import pack_reference
from mutong.standards.reference_index import index_text
from mutong.standards.reference_markdown import Document
from mutong.standards.reference_parts import PackReference

FOLDER = Path("docs/reference")
_INDEX = {"zh": "README.zh.md", "en": "README.md"}


def run_document(options: Namespace) -> int:
    """Write the pages of one pack (or of every pack, with the index) as Markdown into a folder.

    The worked cases are tried on the way; exit code 1 where one does not come out as written.
    """
    packs = every_pack()
    wanted = [packs_of(options.pack)[-1]] if options.pack else packs
    folder = Path(options.output or FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    references = [pack_reference(pack, among=packs, check=True) for pack in wanted]
    pages = documents(references, roles_here())
    if not options.pack:
        pages |= indexes(packs, references)
        for old in folder.glob("*.md"):
            if old.name not in pages:
                old.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    failing = [(one.head.name, case) for one in references for case in one.cases if case.passes is False]
    for pack, case in failing:
        print(f"{pack}: {case.of}: {case.name}: not as written / 与所写不符", file=sys.stderr)
    size = sum(len(text.encode()) for text in pages.values())
    print(f"{len(pages)} pages, {size / 1024:,.0f} KiB → {folder}")
    return 1 if failing else 0


def documents(references: Iterable[PackReference], roles: Callable[[str], Words]) -> dict[str, str]:
    """The pages of some packs by file name: NAME.zh.md and NAME.en.md."""
    return {
        f"{one.head.name}.{language}.md": Document(one, language, roles).text()
        for one in references
        for language in LANGUAGES
    }


def indexes(packs: list[Pack], references: list[PackReference]) -> dict[str, str]:
    """The index in each language by file name."""
    return {name: index_text(packs, references, language) for language, name in _INDEX.items()}


def roles_here() -> Callable[[str], Words]:
    """What the deployment calls the posts that carry a role."""
    kinds = load_post_kinds(deployment_folder() / "post_kinds.csv")

    def words(role: str) -> Words:
        carrying = [kind.words for kind in kinds if role in (kind.name, *kind.roles)]
        if not carrying:
            return Words(role, role.replace("_", " "))
        return Words(" / ".join(w.zh for w in carrying), " / ".join(w.en for w in carrying))

    return words
