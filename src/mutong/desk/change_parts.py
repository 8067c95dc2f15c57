"""Which part of a standard differs, in words: a phase and what is done in it, a step, a limit, the days in all."""

from mutong.desk.vocabulary import code_words
from mutong.kernel.words import Words
from mutong.standards.comparing import PackChange
from mutong.standards.pack import Pack
from mutong.standards.protocol_amounts import TOTAL_DAYS
from mutong.standards.protocols import protocols_of
from mutong.standards.reference_protocols import plain_words

_PARTS = {
    "in_force": Words("有无", "whether in force"),
    "who": Words("条件", "conditions"),
    "clauses": Words("依据的条款", "clauses"),
    "amount": Words("金额", "amount"),
    "value": Words("值", "value"),
    TOTAL_DAYS: Words("天数合计", "days in all"),
}
_STEP, _LIMIT = "step ", "limit of "


class PartWords:
    """Names the parts of what differs between some packs; the later pack's words go before the earlier one's."""

    def __init__(self, *packs: Pack) -> None:
        self.phases: dict[tuple[str, str], Words] = {}
        self.steps: dict[tuple[str, str], Words] = {}
        for pack in packs:
            for protocol in (one for each in (*pack.ancestors, pack) for one in protocols_of(each)):
                self.phases |= {(protocol.name, phase.name): phase.title for phase in protocol.phases}
                self.steps |= {
                    (protocol.name, owed.step): plain_words(owed.words) for owed in protocol.obligations
                }

    def of(self, change: PackChange) -> Words:
        """The words of the part that a change is about."""
        known = _PARTS.get(change.part)
        if known is not None or change.what != "protocol":
            return known or Words(change.part, change.part.replace("_", " "))
        if change.part.startswith(_STEP):
            return Words("要做的事", "what is to be done")
        if change.part.startswith(_LIMIT):
            name = change.part.removeprefix(_LIMIT)
            step = self.steps.get((change.name, name)) or code_words(name, "duty")
            return Words(f"时限：{step.zh}", f"limit: {step.en}")
        phase, _, what = change.part.partition(".")
        title = self.phases.get((change.name, phase)) or Words(phase, phase.replace("_", " "))
        if what == TOTAL_DAYS:
            return Words(f"{title.zh}：天数", f"{title.en}: days")
        deed = code_words(what, "duty")
        return Words(f"{title.zh}：{deed.zh}次数", f"{title.en}: times of {deed.en}")
