"""The desk's addresses."""

from django.urls import path

from mutong.desk.pages import (
    area_duties,
    audit,
    barrel,
    case,
    chain,
    choosing,
    clock,
    comparing,
    correcting,
    household,
    household_history,
    imports,
    leads,
    mapping,
    open_numbers,
    outbreak,
    reporting,
    signing,
    standard,
    standards_index,
    stop,
    today,
    trying,
    village,
)

urlpatterns = [
    path("", today.show_today, name="today"),
    path("area", area_duties.show_area_duties, name="area_duties"),
    path("stop/<str:kind>/<str:subject_id>", stop.show_stop, name="stop"),
    path("stop/<str:kind>/<str:subject_id>/undo", stop.undo, name="undo_stop"),
    path("barrel", barrel.show_barrel, name="barrel"),
    path("barrel/<str:rule_id>", leads.show_leads, name="leads"),
    path("outbreak", outbreak.show_outbreak, name="outbreak"),
    path("outbreak/report", reporting.report_case, name="report_case"),
    path("outbreak/chain", chain.show_chain, name="chain"),
    path("outbreak/case/<str:case_id>", case.show_case, name="case"),
    path("households", household.show_households, name="households"),
    path("households/<str:household_id>", household.show_household, name="household"),
    path(
        "households/<str:household_id>/history",
        household_history.show_household_history,
        name="household_history",
    ),
    path("households/<str:household_id>/correct/<str:key>", correcting.correct, name="correct"),
    path("village", village.show_village, name="village"),
    path("standards", standards_index.show_standards, name="standards"),
    path("standards/open", open_numbers.show_open_numbers, name="open_numbers"),
    path("standards/compare", comparing.compare_standards, name="compare_standards"),
    path("standards/<str:pack>", standard.show_pack, name="pack"),
    path("standards/<str:pack>/<str:rule>/try", trying.try_a_rule, name="try_rule"),
    path("standards/<str:pack>/choose/<str:parameter>", choosing.choose, name="choose"),
    path("import", imports.show_imports, name="imports"),
    path("import/mapping", mapping.make_mapping, name="mapping"),
    path("import/template", imports.send_template, name="template"),
    path("import/<int:import_id>", imports.show_import, name="import_result"),
    path("import/<int:import_id>/stop", imports.stop, name="stop_import"),
    path("import/<int:import_id>/rejects", imports.send_rejects, name="rejects"),
    path("audit", audit.show_audit, name="audit"),
    path("clock", clock.show_clock, name="clock"),
    path("more", clock.show_more, name="more"),
    path("sign-in", signing.sign_in, name="sign_in"),
    path("sign-out", signing.sign_out, name="sign_out"),
    path("language", signing.set_language, name="set_language"),
]

handler403 = "mutong.desk.refusals.forbidden"
handler404 = "mutong.desk.refusals.not_found"
handler500 = "mutong.desk.refusals.broken"
