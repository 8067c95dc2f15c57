"""A small village on top of the small register: eight doors in one grid, three with plots, and what a form sends."""

import re
from html import unescape

from mutong.records.access import system_viewer
from mutong.records.landing.land import land_rows
from tests.records.small_register import GRID_ONE, PURPOSE, rows_of

HOMES = tuple(f"V{n}" for n in range(1, 9))
VILLAGE = "140109901001"


def land_village() -> None:
    """Households V1 to V8 in the first grid; V1 has two plots, V2 and V3 one each."""
    places = [(f"D{n}", f"{n}号院", "home", GRID_ONE) for n in range(1, 9)]
    homes = [(f"V{n}", GRID_ONE, f"D{n}") for n in range(1, 9)]
    plots = [
        ("V1", "南坡1", 3.5, "terrace", False, "玉米", 550.0),
        ("V1", "河滩", 1.2, "flat", True, "谷子", None),
        ("V2", "北沟", 2.0, None, None, "玉米", 500.0),
        ("V3", "梁上", 4.0, "steep", False, "玉米", 480.0),
    ]
    tables = {
        "places": rows_of("place_id name kind area_code", *places),
        "households": rows_of("household_id area_code place_id", *homes),
        "plots": rows_of("household_id plot_id area_mu slope water crop yield_normal", *plots),
    }
    for table, rows in tables.items():
        landed = land_rows(system_viewer("test"), table, rows, purpose=PURPOSE)
        assert landed.problems == []


def form_of(html: str) -> dict[str, str]:
    """The survey form of a page as a browser would send it untouched: the value of each field outside templates."""
    html = re.sub(r"<template.*?</template>", "", html, flags=re.S)
    html = html[html.index('data-offline-form="survey"') :]
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", html):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        name = at.get("name")
        if not name or name == "csrfmiddlewaretoken" or (at["type"] == "radio" and " checked" not in tag):
            continue
        fields[name] = unescape(at.get("value", ""))
    for name, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, flags=re.S):
        fields[name] = unescape(text)
    for name, inside in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, flags=re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = unescape(chosen[1]) if chosen else ""
    return fields
