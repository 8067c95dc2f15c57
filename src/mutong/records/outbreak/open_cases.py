"""When a case counts as open: the only time its movements may be read (DESIGN.md 8)."""

from django.db.models import Q

# Excluded, recovered and died end a case; an outcome nobody wrote leaves it open (T1).
OPEN_CASE = ~Q(classification="excluded") & (Q(outcome=None) | Q(outcome="under_treatment"))
