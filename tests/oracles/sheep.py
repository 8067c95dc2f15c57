"""A flock sheep by sheep, in plain Python: every ewe and lamb lives, conceives, lambs and dies by the throw of a die.

It shares no code with the product. A sheep is a list [class, months]; the rules and the policy are plain dictionaries
with the product's words as keys. What a policy says of a share of sheep is here each sheep's own chance.
"""

import math
import random

YOUNG = {"ewe_lamb": ("ewe_mated_at", "ewe_open"), "ram_lamb": ("ram_used_at", "ram")}


def simulate(rules, policy, opening, months, first_month, seed):
    """Heads by class at the start of each month and after the last, and how many came and went in each month."""
    throw = random.Random(seed)
    flock = [list(key) for key, heads in opening.items() for _ in range(heads)]
    counts, flows = [tally(flock)], []
    for step in range(months):
        month = (first_month - 1 + step) % 12 + 1
        flock, flow = one_month(flock, rules, policy, month, step, throw)
        counts.append(tally(flock))
        flows.append(flow)
    return counts, flows


def tally(flock):
    """How many there are of each class."""
    found = {}
    for kind, _ in flock:
        found[kind] = found.get(kind, 0) + 1
    return found


def one_month(flock, rules, policy, month, step, throw):
    """The flock after a month, and what happened in it."""
    flow = {"bought": 0, "culled": 0, "sold": 0, "died": 0, "born": 0}
    for kind, age, heads in policy["bought"].get(step, ()):
        flock = flock + [[kind, age] for _ in range(heads)]
        flow["bought"] += heads
    later = []
    for kind, age in flock:
        if kind == "ewe_open" and throw.random() < policy["culling"].get(month, 0):
            flow["culled"] += 1
            continue
        if kind == "ram" and throw.random() < policy["rams_culled"]:
            flow["culled"] += 1
            continue
        if kind.startswith("fattening") and age == rules["sold_at"]:
            flow["sold"] += 1
            continue
        kind, age = decided(kind, age, rules, policy, month, throw)
        if throw.random() >= rules["lives"][kind]:
            flow["died"] += 1
            continue
        if kind == "ewe_pregnant" and age == rules["gestation"]:
            lambs = litter(rules["litter"], throw)
            flow["born"] += lambs
            for _ in range(lambs):
                later.append(["lamb_male" if throw.random() < rules["males"] else "lamb_female", 0])
        later.append(older(kind, age, rules))
    return later, flow


def decided(kind, age, rules, policy, month, throw):
    """What a sheep has become once it was mated, or kept for breeding, or left as it was."""
    if kind == "ewe_open" and throw.random() < policy["mating"].get(month, 0):
        return ("ewe_pregnant", 1) if throw.random() < rules["conception"] else (kind, age)
    if kind == "fattening_female" and age == rules["nursing"] and throw.random() < policy["keep_female"]:
        return "ewe_lamb", age
    if kind == "fattening_male" and age == rules["nursing"] and throw.random() < policy["keep_male"]:
        return "ram_lamb", age
    return kind, age


def litter(mean, throw):
    """A whole number of lambs whose mean is `mean`."""
    return math.floor(mean) + (throw.random() < mean - math.floor(mean))


def older(kind, age, rules):
    """What a sheep is a month later."""
    if kind in ("ewe_open", "ram"):
        return [kind, 0]
    if kind == "ewe_pregnant":
        return ["ewe_nursing", 1] if age == rules["gestation"] else [kind, age + 1]
    if kind == "ewe_nursing":
        return ["ewe_open", 0] if age == rules["nursing"] else [kind, age + 1]
    if kind in ("lamb_female", "lamb_male"):
        return [kind.replace("lamb", "fattening") if age + 1 == rules["nursing"] else kind, age + 1]
    if kind in YOUNG:
        limit, grown = YOUNG[kind]
        return [grown, 0] if age + 1 == rules[limit] else [kind, age + 1]
    return [kind, min(age + 1, rules["sold_at"])]
