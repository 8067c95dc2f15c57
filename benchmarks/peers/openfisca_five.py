"""Five rules in OpenFisca-core, run by the peers' Python: two of a household, three of a person; prints JSON.

python openfisca_five.py POPULATION.npz MONTH TIMES
"""

import json
import sys
import time
from importlib.metadata import version

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum  # noqa: F401  (loads the enums that build_entity expects)
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERSON = build_entity(key="person", plural="persons", label="person", is_person=True)
HOUSEHOLD = build_entity(
    key="household", plural="households", label="household", roles=[{"key": "member", "plural": "members"}]
)
MONTH = DateUnit.MONTH


def given(name: str, kind: type, entity: object) -> type:
    """A variable whose value is given."""
    return type(
        name, (Variable,), {"value_type": kind, "entity": entity, "definition_period": MONTH, "label": name}
    )


class poor_home(Variable):
    """Income per head below the line, property conforming."""

    value_type, entity, definition_period, label = bool, HOUSEHOLD, MONTH, "poor home"

    def formula(household, period):
        per_head = household.sum(household.members("income", period)) / household.nb_persons()
        return (per_head < 730.0) * household("property_conforms", period)


class edge_home(Variable):
    """Below one and a half times the line, and no poor home."""

    value_type, entity, definition_period, label = bool, HOUSEHOLD, MONTH, "edge home"

    def formula(household, period):
        per_head = household.sum(household.members("income", period)) / household.nb_persons()
        near = (per_head < 730.0 * 1.5) * household("property_conforms", period)
        return near * np.logical_not(household("poor_home", period))


class living_subsidy(Variable):
    """A certificate, in a poor home or one at the edge."""

    value_type, entity, definition_period, label = bool, PERSON, MONTH, "living subsidy"

    def formula(person, period):
        home = person.household("poor_home", period) + person.household("edge_home", period)
        return person("certificate", period) * home


class care_subsidy(Variable):
    """A certificate of level one or two, and care needed."""

    value_type, entity, definition_period, label = bool, PERSON, MONTH, "care subsidy"

    def formula(person, period):
        severe = person("level", period) <= 2
        return person("certificate", period) * severe * person("care", period)


class very_old(Variable):
    """Eighty years or more."""

    value_type, entity, definition_period, label = bool, PERSON, MONTH, "very old"

    def formula(person, period):
        return person("birth", period) <= -9994


RULES = (poor_home, edge_home, living_subsidy, care_subsidy, very_old)


def system() -> TaxBenefitSystem:
    """The five rules and what they read."""
    found = TaxBenefitSystem([PERSON, HOUSEHOLD])
    for name, kind in (
        ("income", float),
        ("certificate", bool),
        ("level", int),
        ("care", bool),
        ("birth", int),
    ):
        found.add_variable(given(name, kind, PERSON))
    found.add_variable(given("property_conforms", bool, HOUSEHOLD))
    for rule in RULES:
        found.add_variable(rule)
    return found


def run(of: TaxBenefitSystem, population: dict, month: str) -> tuple[dict, dict]:
    """Yes-counts of each rule, and seconds: setting up the simulation, the formulas, both by clock and by processor."""
    begun = time.perf_counter(), time.process_time()
    builder = SimulationBuilder()
    builder.create_entities(of)
    builder.declare_person_entity("person", population["person_ids"])
    household = builder.declare_entity("household", population["household_ids"])
    count = len(population["person_ids"])
    builder.join_with_persons(household, population["home"], np.full(count, "member"))
    simulation = builder.build(of)
    for name in ("income", "certificate", "level", "care", "birth", "property_conforms"):
        simulation.set_input(name, month, population[name])
    ready = time.perf_counter(), time.process_time()
    counts = {rule.__name__: int(np.sum(simulation.calculate(rule.__name__, month))) for rule in RULES}
    done = time.perf_counter(), time.process_time()
    return counts, {
        "set_up_wall": ready[0] - begun[0],
        "set_up_cpu": ready[1] - begun[1],
        "formulas_wall": done[0] - ready[0],
        "formulas_cpu": done[1] - ready[1],
    }


def main() -> None:
    """Run so many times, keep the run with the least processor time."""
    file, month, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    population = dict(np.load(file))
    of = system()
    runs = [run(of, population, month) for _ in range(times)]
    counts, seconds = min(runs, key=lambda one: one[1]["set_up_cpu"] + one[1]["formulas_cpu"])
    print(json.dumps({"version": version("openfisca-core"), "counts": counts, **seconds}))


if __name__ == "__main__":
    main()
