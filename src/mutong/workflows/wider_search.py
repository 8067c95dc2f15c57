"""A wider search from order to duties: the pack must grant its class, and the case is traced again at once."""

from datetime import datetime

from mutong.kernel import clock
from mutong.kernel.errors import MutongError
from mutong.kernel.words import Words
from mutong.records.access import Viewer
from mutong.records.actions.order_widening import Range, end_widening, order_widening
from mutong.standards.contacts import ContactClass, contact_rules
from mutong.workflows.casework import TraceReport, packs_with_contacts, trace_cases
from mutong.workflows.local_choices import choices_now

__all__ = ["Range", "end_widening", "granted_classes", "search_wider"]


def granted_classes(area_code: str) -> tuple[ContactClass, ...]:
    """The classes in which the packs in force grant a wider search in an area, the strictest first."""
    found: dict[str, ContactClass] = {}
    for pack in packs_with_contacts():
        rules = contact_rules(pack, choices_now(), clock.today(), area_code)
        if rules.widening is not None:
            named = {one.name: one for one in rules.classes}
            found |= {name: named[name] for name in rules.widening.classes if name not in found}
    return tuple(found.values())


def search_wider(
    viewer: Viewer,
    case_id: str,
    area_code: str,
    where: Range,
    *,
    contact_class: str,
    reason: str,
    ends_at: datetime,
    purpose: str,
) -> tuple[str, TraceReport]:
    """Order a wider search around a case and trace it again; the order's id and what was found.

    Raises what `order_widening` raises; MutongError `widening_not_allowed` where no pack in force grants the class.
    """
    granted = {one.name: one.words for one in granted_classes(area_code)}
    if contact_class not in granted:
        allowed = list(granted.values())
        raise MutongError(
            "widening_not_allowed",
            Words(
                f"现行标准不许以此类别扩大排查；可以：{'、'.join(one.zh for one in allowed) or '无'}。",
                "No standard in force grants a wider search in this class; "
                f"it may be: {', '.join(one.en for one in allowed) or 'none'}.",
            ),
        )
    order = order_widening(
        viewer, case_id, where, contact_class=contact_class, reason=reason, ends_at=ends_at, purpose=purpose
    )
    return order, trace_cases([case_id])
