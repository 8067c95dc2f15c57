"""A plan as a file to take along: the document for Word or as PDF, and its figures as JSON."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from mutong.desk.exports import send_bytes
from mutong.desk.frame import signed_in
from mutong.desk.language import current_language
from mutong.desk.village_plan_lines import PURPOSE
from mutong.kernel import clock
from mutong.records.access import Viewer
from mutong.records.reads.village_plans import kept_plan
from mutong.village.programme.saved import as_data, plan_as_data
from mutong.workflows.village_plan_document import plan_document

_DOCUMENTS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@signed_in
@require_GET
def send_plan(request: HttpRequest, viewer: Viewer, plan_id: str, kind: str) -> HttpResponse:
    """The plan as docx, pdf or json; incomes in the JSON are those that this viewer may see."""
    name = f"village-plan-{clock.today().isoformat()}.{kind}"
    if kind in _DOCUMENTS:
        content = plan_document(viewer, plan_id, f".{kind}", current_language(), purpose=PURPOSE)
        return send_bytes(content, _DOCUMENTS[kind], name)
    if kind != "json":
        raise Http404(kind)
    held = kept_plan(viewer, plan_id, PURPOSE)
    if held.plan is None:
        raise Http404(plan_id)
    told = {
        "name": held.row.name,
        "area_code": held.row.area_code,
        "settings": held.row.settings,
        "incomes_exact": held.exact,
        **plan_as_data(held.plan),
        "what_ifs": None if held.what_ifs is None else as_data(held.what_ifs),
    }
    written = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False)
    return send_bytes(written.encode(), "application/json; charset=utf-8", name)
