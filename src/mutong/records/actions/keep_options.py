"""Keep options that took long to work out, so that pages read them at once."""

import json
from collections.abc import Sequence
from datetime import date

from django.db import transaction

from mutong.records.access import Viewer, check_area
from mutong.records.actions.share_keeping import log_keeping, new_id, stamp
from mutong.records.village.study_visits import KeptOptions
from mutong.village.options.kept import option_as_json
from mutong.village.options.results import OptionResult

RIGHT = "study_options"


def keep_options(
    viewer: Viewer, area_code: str, options: Sequence[OptionResult], as_of: date, *, purpose: str
) -> str:
    """Keep the options of an area as worked out from what was known on `as_of`; the row's id. The newest row holds.

    Raises AccessDenied without study_options over the area (the system's own viewer has it).
    """
    holding = check_area(viewer, RIGHT, area_code, purpose)
    kept = json.dumps([option_as_json(one) for one in options], ensure_ascii=False)
    with transaction.atomic():
        log_keeping(viewer, holding, "keep_options", purpose, "area", area_code, count=len(options))
        made = KeptOptions.objects.create(
            kept_id=new_id("K"),
            area_code=area_code,
            as_of=as_of,
            options=kept,
            how_many=len(options),
            **stamp(holding, KeptOptions),
        )
    return made.kept_id
