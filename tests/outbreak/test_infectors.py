"""Probable infectors: against a slow second way, a simulated outbreak with known truth, and what must always hold."""

import random
from dataclasses import asdict, replace
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.kernel.period import CHINA
from mutong.outbreak.chains import chains_of, summarise_chains
from mutong.outbreak.infector_weights import EvidenceWeights
from mutong.outbreak.introductions import introductions_of, poisson_binomial
from mutong.outbreak.onset_lags import lags_given, lags_of, normal_lags
from mutong.outbreak.reproduction import gamma_interval
from tests.oracles.infectors import probabilities, successes

FIRST = date(2022, 8, 1)
LAGS = {-1: 0.05, 0: 0.1, 1: 0.2, 2: 0.3, 3: 0.2, 4: 0.15}
DELAYS = {"specimen": {0: 0.5, 1: 0.3, 2: 0.2}, "report": {0: 0.2, 1: 0.5, 3: 0.3}}
PLAIN = EvidenceWeights(lags=lags_given(LAGS))
CLASSES = ("strict", "loose")


def case(case_id: str, onset: int | None = None, origin: str = "local", **more) -> dict:
    """A case who fell ill so many days after 1 August 2022."""
    return {
        "case_id": case_id,
        "person_id": f"p-{case_id}",
        "date_onset": None if onset is None else FIRST + timedelta(days=onset),
        "reported_at": None,
        "origin": origin,
    } | more


def contact(infector: str, infectee: str, verdict: str = "yes", **more) -> dict:
    """A row of table contacts between two cases."""
    return {
        "case_id": infector, "person_id": f"p-{infectee}", "degree": 1, "class": "strict", "verdict": verdict,
        "rule": "met", "minutes": None, "first_at": None, "last_at": None,
    } | more  # fmt: skip


def link(infector: str, infectee: str) -> dict:
    """A link somebody wrote down."""
    return {"infector": infector, "infectee": infectee}


def chances(found) -> dict[str, dict[str | None, float]]:
    """Infectee → infector → probability, as the pairs say."""
    told: dict[str, dict[str | None, float]] = {}
    for row in found.pairs:
        told.setdefault(row["infectee"], {})[row["infector"]] = row["probability"]
    return told


def weighed(cases, links=(), contacts=(), weights=PLAIN, **more):
    """The probabilities of the evidence."""
    return chances(chains_of(cases, links, contacts, weights, **more))


def random_outbreak(seed: int, size: int = 14) -> dict:
    """Cases with everything known and unknown somewhere, links, contacts, stays and weights."""
    draw = random.Random(seed)
    ids = [f"C{k:02d}" for k in range(size)]

    def day(chance: float, low: int = 0, high: int = 10) -> date | None:
        return FIRST + timedelta(days=draw.randint(low, high)) if draw.random() < chance else None

    def moment() -> datetime:
        return datetime(2022, 8, 1, tzinfo=CHINA) + timedelta(minutes=draw.randrange(10 * 24 * 4) * 15)

    cases = []
    for one in ids:
        begin = day(0.3, -4, 6)
        cases.append(
            case(one, origin=draw.choice(["local", "local", "unknown", "imported"]))
            | {
                "date_onset": day(0.6),
                "date_specimen": day(0.5),
                "reported_at": moment() if draw.random() < 0.7 else None,
                "exposed_from": begin,
                "exposed_to": begin and begin + timedelta(days=draw.randint(0, 4)),
                "isolated_at": moment() if draw.random() < 0.3 else None,
                "area_code": draw.choice(["140109901", "140109902", "140110", None]),
            }
        )
    contacts = []
    for _ in range(20):
        a, b = draw.sample(ids, 2)
        at = moment() if draw.random() < 0.6 else None
        contacts.append(
            contact(a, b, draw.choice(["yes", "unknown", "no"]), degree=draw.choice([1, 2]), rule=draw.choice("rs"),
                    minutes=draw.choice([None, 5.0, 240.0]), first_at=at,
                    last_at=at and draw.choice([None, at + timedelta(hours=3)]))
            | {"class": draw.choice([*CLASSES, "other"])}
        )  # fmt: skip
    stays = []
    for _ in range(60):
        at = moment()
        stays.append(
            {
                "person_id": f"p-{draw.choice(ids)}",
                "place_id": draw.choice("XY"),
                "arrived_at": at,
                "left_at": draw.choice([None, at + timedelta(minutes=draw.choice([30, 600]))]),
            }
        )
    weights = EvidenceWeights(
        lags=lags_given(LAGS),
        onset_to_specimen=lags_given(DELAYS["specimen"]) if draw.random() < 0.6 else None,
        onset_to_report=lags_given(DELAYS["report"]) if draw.random() < 0.5 else None,
        unseen=draw.choice([0.0, 0.3, 1.0]),
        classes=draw.choice([(), CLASSES]),
        timing_alone=draw.random() < 0.8,
        area_digits=draw.choice([0, 6, 9]),
        area=draw.choice([0.7, 20.0]),
        infectious_after=draw.choice([None, 2]),
    )
    links = [tuple(draw.sample(ids, 2)) for _ in range(3)]
    return {"cases": cases, "links": links, "contacts": contacts, "stays": stays, "weights": weights}


@pytest.mark.parametrize("seed", range(60))
def test_the_probabilities_agree_with_the_slow_way(seed: int) -> None:
    """Every probability equals that of plain loops over all pairs, whatever is known and unknown."""
    made = random_outbreak(seed)
    weights = made["weights"]
    delays = {
        "specimen": DELAYS["specimen"] if weights.onset_to_specimen else None,
        "report": DELAYS["report"] if weights.onset_to_report else None,
    }
    plain = {name: value for name, value in asdict(weights).items() if "lags" not in name}
    expected = probabilities(
        made["cases"], made["links"], made["contacts"], made["stays"], LAGS, delays, plain
    )
    links = [link(*one) for one in made["links"]]
    found = weighed(made["cases"], links, made["contacts"], weights, stays=made["stays"])

    for infectee, rows in expected.items():
        assert sum(found[infectee].values()) == pytest.approx(1, abs=2e-5)
        for infector, probability in rows.items():
            assert found[infectee].get(infector, 0.0) == pytest.approx(probability, abs=2e-6), (
                infectee,
                infector,
            )


# A simulated outbreak with known infectors: R package outbreaker2 1.1.3, `fake_outbreak` (onset, ances, w as its
# vignette "Introduction to outbreaker2" prints them; w is of 0, 1, 2 and 3 days).
ONSETS = [0, 2, 4, 4, 6, 6, 6, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, *[10] * 11, 11, 11]
INFECTORS = [
    None, 1, 2, None, 3, 4, 4, 5, 6, 6, 7, 8, 9, 5, 5, 7, 7, 8, 9, 10, 11, 11, 13, 13, 13, 17, 17, None, 10, 13,
]  # fmt: skip
DAYS_BETWEEN = {0: 0.04255319, 1: 0.21276596, 2: 0.42553191, 3: 0.31914894}
FAKE = EvidenceWeights(lags=lags_given(DAYS_BETWEEN))


def fake_cases() -> list[dict]:
    """Its thirty cases."""
    return [case(f"{k + 1:02d}", onset, "unknown") for k, onset in enumerate(ONSETS)]


def fake_contacts(found: float, false_each: int, seed: int) -> list[dict]:
    """Contact tracing that finds a share of the true infectors, and so many others for each case."""
    draw = random.Random(seed)
    rows = []
    for k, infector in enumerate(INFECTORS):
        if infector and draw.random() < found:
            rows.append(contact(f"{infector:02d}", f"{k + 1:02d}"))
        others = [draw.randrange(30) + 1 for _ in range(false_each)]
        rows += [contact(f"{other:02d}", f"{k + 1:02d}") for other in others if other != k + 1]
    return rows


def recovered(contacts: list[dict], weights: EvidenceWeights = FAKE) -> tuple[float, float]:
    """Of the 27 true infectors the share that is most probable, and their mean probability."""
    found = weighed(fake_cases(), [], contacts, weights)
    first = mass = 0.0
    for k, infector in enumerate(INFECTORS):
        if infector:
            rows = found[f"{k + 1:02d}"]
            first += max(rows, key=rows.get) == f"{infector:02d}"
            mass += rows.get(f"{infector:02d}", 0.0)
    return first / 27, mass / 27


def test_timing_alone_recovers_few_and_says_so() -> None:
    """With onsets alone 4 of 27 true infectors are most probable, at a mean probability of 0.15 (0.22 without unseen
    sources): many fell ill on one day, so that 26 cases are ambiguous and nobody is put into a chain by a guess."""
    first, mass = recovered([])
    assert first >= 4 / 27
    assert mass > 0.15
    assert recovered([], replace(FAKE, unseen=0.0))[1] > 0.21
    found = chains_of(fake_cases(), [], (), FAKE)
    assert len(found.ambiguous) == 26
    assert 3 <= found.introductions.value <= 7  # three in truth
    assert found.introductions.low <= 3 <= found.introductions.high


def test_contacts_recover_the_tree() -> None:
    """With every true contact all 27 infectors are found and the 3 introductions told apart; with 80 % of them and one
    false contact for each case two thirds are, with 80 % and three false ones half."""
    assert recovered(fake_contacts(1.0, 0, 0))[0] == 1.0
    found = chains_of(fake_cases(), [], fake_contacts(1.0, 0, 0), FAKE)
    assert [row["source"] for row in found.chains] == ["01", "04", "28"]
    assert found.unlinked == ("01", "04", "28")
    few = np.mean([recovered(fake_contacts(0.8, 1, seed)) for seed in range(20)], axis=0)
    many = np.mean([recovered(fake_contacts(0.8, 3, seed)) for seed in range(20)], axis=0)
    assert few[0] > 0.65 and few[1] > 0.6
    assert many[0] > 0.5 and many[1] > 0.5


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_what_always_holds(seed: int) -> None:
    """Probabilities of a case sum to 1; a written link wins; the order of rows and the date of everything do not
    matter."""
    made = random_outbreak(seed, 9)
    links = [link(*one) for one in made["links"]]
    found = weighed(made["cases"], links, made["contacts"], made["weights"], stays=made["stays"])
    for infectee, rows in found.items():
        assert sum(rows.values()) == pytest.approx(1, abs=2e-5)
        written = {one["infector"] for one in links if one["infectee"] == infectee}
        assert not written or set(rows) == written
    draw = random.Random(seed)
    mixed = {
        name: draw.sample(made[name], len(made[name])) for name in ("cases", "links", "contacts", "stays")
    }
    links = [link(*one) for one in mixed["links"]]
    assert found == weighed(mixed["cases"], links, mixed["contacts"], made["weights"], stays=mixed["stays"])
    later = {name: [moved(row) for row in mixed[name]] for name in ("cases", "contacts", "stays")}
    assert found == weighed(later["cases"], links, later["contacts"], made["weights"], stays=later["stays"])


def moved(row: dict) -> dict:
    """The same row 400 days later."""
    return {
        name: value + timedelta(days=400) if isinstance(value, date) else value for name, value in row.items()
    }


@given(st.integers(0, 10_000), st.sampled_from(["contact", "stay"]))
@settings(max_examples=60, deadline=None)
def test_more_evidence_for_somebody_never_lowers_it(seed: int, kind: str) -> None:
    """Another contact, or another time at the same place, leaves the infector's probability as it was or raises it."""
    made = random_outbreak(seed, 9)
    draw = random.Random(seed)
    a, b = (one["case_id"] for one in draw.sample(made["cases"], 2))
    before = weighed(made["cases"], [], made["contacts"], made["weights"], stays=made["stays"])
    contacts, stays = list(made["contacts"]), list(made["stays"])
    if kind == "contact":
        contacts.append(contact(a, b, draw.choice(["yes", "unknown"]), minutes=draw.choice([None, 30.0])))
    else:
        at = datetime(2022, 8, 1, tzinfo=CHINA) + timedelta(hours=draw.randrange(240))
        stays += [
            {"person_id": f"p-{one}", "place_id": "new", "arrived_at": at, "left_at": at + timedelta(hours=2)}
            for one in (a, b)
        ]
    after = weighed(made["cases"], [], contacts, made["weights"], stays=stays)
    assert after[b].get(a, 0.0) >= before[b].get(a, 0.0) - 1e-9


def test_an_onset_before_the_infectors_is_possible() -> None:
    """A lag of −1 day counts with its own probability; one outside the distribution does not count at all."""
    cases = [case("A", 5, "imported"), case("B", 4), case("C", 1)]
    rows = weighed(cases, [], [contact("A", "B"), contact("A", "C")])
    by_a, by_c, unseen = 101 * 0.05 / 0.3, 0.2 / 0.3, 1
    assert rows["B"]["A"] == pytest.approx(by_a / (by_a + by_c + unseen), abs=1e-6)
    assert "A" not in rows["C"]


def test_a_window_of_exposure_excludes_who_did_not_infect_then() -> None:
    """An infector isolated before the window began, or not yet infectious when it ended, is left out."""
    window = {"exposed_from": FIRST + timedelta(days=1), "exposed_to": FIRST + timedelta(days=2)}
    cases = [
        case("A", 2, "imported", isolated_at=datetime(2022, 8, 1, 9, tzinfo=CHINA)), case("B", 2, "imported"),
        case("C", 7, "imported"), case("D", 4, **window),
    ]  # fmt: skip
    assert set(weighed(cases, [], [contact(one, "D") for one in "ABC"])["D"]) == {"B", None}


def test_an_imported_case_has_no_infector_here_unless_a_link_says_so() -> None:
    """Imported: introduction with probability 1 and the word imported; a written link overrules it."""
    cases = [case("A", 0), case("B", 2, "imported")]
    found = chains_of(cases, [], [contact("A", "B")], PLAIN)
    rows = [row for row in found.pairs if row["infectee"] == "B"]
    assert [(row["infector"], row["probability"], row["basis"]) for row in rows] == [(None, 1.0, "imported")]
    assert chances(chains_of(cases, [link("A", "B")], [], PLAIN))["B"] == {"A": 1.0}


def test_several_written_infectors_share_by_timing() -> None:
    """Of two written infectors the one whose onset fits better is more probable; no unseen source beside them."""
    cases = [case("A", 0), case("B", 2), case("C", 4)]
    rows = weighed(cases, [link("A", "C"), link("B", "C")])["C"]
    assert rows == {"B": pytest.approx(2 / 3, abs=1e-6), "A": pytest.approx(1 / 3, abs=1e-6)}


def test_an_unknown_onset_says_nothing_and_is_told() -> None:
    """T1: without an onset timing is flat, no stranger becomes an infector by it, and a note counts it."""
    found = chains_of([case("A", 0, "imported"), case("B"), case("C", 2)], [], [contact("A", "B")], PLAIN)
    assert [row["infector"] for row in found.pairs if row["infectee"] == "B"] == ["A", None]
    assert [row["infector"] for row in found.pairs if row["infectee"] == "C"] == ["A", None]
    assert "1 cases have no day of onset" in found.notes[0].en


def test_each_basis_is_named() -> None:
    """A pair says whether a link, a named source, a contact, a place or timing alone speaks for it."""
    stays = [
        {"person_id": f"p-{one}", "place_id": "X", "arrived_at": datetime(2022, 8, 1, 9, tzinfo=CHINA),
         "left_at": datetime(2022, 8, 1, 10, tzinfo=CHINA)}
        for one in "AE"
    ]  # fmt: skip
    cases = [
        case("A", 0, "imported"),
        case("B", 2),
        case("C", 2, source_case_id="A"),
        case("D", 2),
        case("E", 2),
    ]
    found = chains_of(cases, [link("A", "B")], [contact("A", "D")], PLAIN, stays)
    basis = {(row["infectee"], row["infector"]): row["basis"] for row in found.pairs}
    assert [basis[one, "A"] for one in "BCDE"] == ["link", "source_case", "contact:met", "place"]
    assert (basis["E", "B"], basis["A", None], basis["D", None]) == ("timing", "imported", "unlinked")


def test_a_circle_is_cut_at_who_fell_ill_first_and_told() -> None:
    """Two who are each other's most probable infector: the earlier one begins the chain, with a warning."""
    cases = [case("A", 3), case("B", 2)]
    found = chains_of(cases, [], [contact("A", "B"), contact("B", "A")], replace(PLAIN, area_digits=0))
    assert found.longest == 1
    assert found.chains[0]["source"] == "B"
    assert "circles" in found.warnings[0].en
    assert found.unlinked == ("B",)


def test_without_weights_nothing_changes_and_written_links_stay() -> None:
    """Written links alone give the same chains with weights as without, where each case has one infector."""
    cases = [case("A", 0, "imported"), case("B", 3), case("C", 5), case("X", 1, "imported")]
    links = [link("A", "B"), link("B", "C")]
    plain, weighed_ = chains_of(cases, links), chains_of(cases, links, (), PLAIN)
    assert plain.chains == weighed_.chains
    assert (plain.clusters, plain.longest) == (weighed_.clusters, weighed_.longest)
    assert plain.introductions is None
    assert summarise_chains(weighed_) == summarise_chains(plain) | {
        "introductions": 2.0, "introductions_low": 2, "introductions_high": 2, "chains": 2, "chains_imported": 2,
        "unlinked": 0, "ambiguous": 0, "possible_pairs": 4,
    }  # fmt: skip


@given(st.lists(st.floats(0, 1), max_size=40))
@settings(max_examples=60, deadline=None)
def test_the_number_of_introductions_is_poisson_binomial(chance: list[float]) -> None:
    """The distribution equals that of one trial after the other, and the interval holds 95 %."""
    expected = successes(chance)
    assert poisson_binomial(np.array(chance)).tolist() == pytest.approx(expected, abs=1e-12)
    told = introductions_of(np.array(chance))
    held = sum(expected[int(told.low) : int(told.high) + 1])
    assert held >= 0.95 - 1e-9
    assert told.value == pytest.approx(sum(chance))


def test_lags_come_from_moments_and_from_probabilities() -> None:
    """A normal keeps mean and sd and allows negative days, the gamma is that of the reproduction number; wrong
    probabilities are refused."""
    normal = normal_lags(4.0, 2.0)
    days = normal.first + np.arange(len(normal.weights))
    assert float(normal.weights @ days) == pytest.approx(4.0, abs=1e-3)
    assert float(normal.weights @ (days - 4.0) ** 2) == pytest.approx(4.0 + 1 / 12, abs=1e-2)
    assert normal.at(np.array([-1]))[0] > 0
    gamma = lags_of(gamma_interval(4.0, 2.0))
    assert gamma.at(np.array([0, 3])).tolist() == pytest.approx([0, gamma_interval(4.0, 2.0).over(9)[3]])
    for wrong in ({}, {1: -0.1, 2: 1.1}, {1: 0.7}):
        with pytest.raises(MutongError):
            lags_given(wrong)
    with pytest.raises(MutongError):
        EvidenceWeights(lags=normal, unseen=-1.0)
