"""Who must act: duties out of steps, overdue and reported up, posts and the people who fill them, a day's stops.

Everything here is a pure function: what is open goes in, what should change comes out (T11).
"""

from mutong.duties.duty import OPEN_STATES, Duty, duty_from_step, overdue
from mutong.duties.ladder import Ladder, Rung, ladder_level, load_ladder
from mutong.duties.posts import Post, PostKind, Roster, load_post_kinds, person_on, post_for
from mutong.duties.reconciling import Changes, Done, Redate, Supersede, reconcile
from mutong.duties.stops import Stop, order_for_today

__all__ = [
    "OPEN_STATES",
    "Changes",
    "Done",
    "Duty",
    "Ladder",
    "Post",
    "PostKind",
    "Redate",
    "Roster",
    "Rung",
    "Stop",
    "Supersede",
    "duty_from_step",
    "ladder_level",
    "load_ladder",
    "load_post_kinds",
    "order_for_today",
    "overdue",
    "person_on",
    "post_for",
    "reconcile",
]
