"""Which law a cooperative or collective lives by, and its numbers on a day: packs say so, nothing here names one."""

from datetime import date

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.standards.pack_form import Pack
from mutong.standards.parameters import parameters_of
from mutong.village.contracts import ContractForm, load_forms
from mutong.village.law_numbers import Check, LawNumbers
from mutong.workflows.local_choices import choices_now
from mutong.workflows.pack_shelf import load_shelf

# A pack that says who must attend is a law by which an organisation may live.
_OF_MEETINGS = "quorum_share"
LEAST_BY_TRADE = "return_by_trade_least"
_OF_QUOTA = "quota_basis"


def bodies() -> tuple[Pack, ...]:
    """The laws by which an organisation of the village may live, those not in force today among them."""
    return tuple(
        pack for pack in load_shelf().packs if pack.domain == "village" and _OF_MEETINGS in pack.parameters
    )


def body(name: str) -> Pack:
    """The law of that name. Raises MutongError `no_such_law`."""
    for pack in bodies():
        if pack.pack == name:
            return pack
    raise MutongError(
        "no_such_law",
        Words(
            f"没有名为“{name}”的规则包，请选择列出的一种。",
            f"There is no law “{name}”; choose one of those listed.",
        ),
    )


def in_force(pack: Pack, on: date) -> bool:
    """Whether a law is in force on a day."""
    return pack.valid.holds(on)


def law_of(name: str, area_code: str, on: date | None = None) -> LawNumbers:
    """The numbers of a law in an area on a day (today). Raises MutongError `no_such_law`, `law_not_in_force`."""
    pack, day = body(name), on or clock.today()
    if not in_force(pack, day):
        raise MutongError(
            "law_not_in_force",
            Words(
                f"《{pack.title.zh}》规则 {day} 没有施行（自 {pack.valid.start} 起），当天没有依据可对照。",
                f"The rules on {pack.title.en} are not in force on {day} (from {pack.valid.start} on); there is "
                "nothing to hold the record against.",
            ),
        )
    return LawNumbers(parameters_of(pack, choices_now(), day, day, area_code))


def shares_by_trade(law: LawNumbers) -> bool:
    """Whether a surplus goes back by trade first; else by income-right shares, where the law names them."""
    return law.asks(LEAST_BY_TRADE)


def shares_by_quota(law: LawNumbers) -> bool:
    """Whether returns go by quantified income-right shares."""
    return law.asks(_OF_QUOTA)


def contract_forms(area_code: str) -> dict[str, tuple[ContractForm, LawNumbers]]:
    """The forms of contract that packs in force today ship, by name, each with the numbers of its law."""
    today, found = clock.today(), {}
    for pack in load_shelf().packs:
        if pack.domain != "village" or not in_force(pack, today):
            continue
        forms = load_forms(pack)
        if forms:
            law = LawNumbers(parameters_of(pack, choices_now(), today, today, area_code))
            found |= {name: (form, law) for name, form in forms.items()}
    return found


def refuse_check(check: Check) -> MutongError:
    """A check that is not kept, as a refusal with its clause."""
    return MutongError(
        f"not_lawful_{check.name}",
        Words(f"{check.words.zh}（{check.citation.zh}）。", f"{check.words.en} ({check.citation.en})."),
        basis=check.basis,
    )
