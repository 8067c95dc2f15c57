"""Which records are one person: each key by examples, and what holds whatever the records say."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutong.kernel.errors import MutongError
from mutong.register.same_person.candidates import Candidate, find_candidates
from mutong.register.same_person.columns import PeopleColumns, plain_code, plain_phone, tidy_people
from mutong.register.same_person.groups import kept_records, records_of_people, same_people_of
from mutong.register.same_person.names import edits_within, is_latin, sound_of, turned_form, written_form
from mutong.tables.identity import check_character, lengthened

BORN = date(1980, 5, 1)
FIELDS = ("name", "sex", "birth_date", "id_number", "phone", "area_code", "home")


def number(order: int, born: date = BORN, prefix: str = "149901") -> str:
    """A valid number that belongs to nobody."""
    first = f"{prefix}{born:%Y%m%d}{order:03d}"
    return first + check_character(first)


def people(*records: dict[str, object]) -> PeopleColumns:
    """Records as columns, with ids P0, P1 …; what is not given is missing."""
    columns = {
        name: [record.get(name, None if name == "birth_date" else "") for record in records]
        for name in FIELDS
    }
    return PeopleColumns(
        person_id=[str(r.get("person_id", f"P{k}")) for k, r in enumerate(records)], **columns
    )


def only(*records: dict[str, object]) -> Candidate | None:
    """The one pair found among the records by exact keys; None where there is none."""
    found = find_candidates(people(*records), exact_only=True).pairs
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (number(2), f" {number(2)} "),
        (number(2), "".join(chr(ord(c) + 0xFEE0) for c in number(2))),
        (lengthened("149901800501001"), "149901800501001"),
        (number(19), number(19).lower()),
    ],
)
def test_one_number_in_two_spellings_is_one_person(one: str, other: str) -> None:
    """Blanks, full width, fifteen digits and a small x change nothing."""
    found = only({"name": "何沐", "id_number": one}, {"name": "何木", "id_number": other})
    assert found is not None and found.rules == ("number",) and found.is_sure


@pytest.mark.parametrize(
    "bad", ["149901198005010010", "000000000000000000", "无", "不详", "111111111111111111", ""]
)
def test_an_invalid_number_is_no_key(bad: str) -> None:
    """A wrong check digit, a placeholder or a word in its place says nothing."""
    assert only({"id_number": bad}, {"id_number": bad}) is None


def test_a_number_given_by_another_is_shown_with_its_doubt() -> None:
    """Another name and another birth under one number: somebody gave a relative's."""
    found = only(
        {"name": "何沐", "id_number": number(2), "birth_date": BORN},
        {"name": "吕知", "id_number": number(2), "birth_date": date(2010, 1, 2)},
    )
    assert found is not None and found.rules == () and found.keys_only == ("number",)
    assert found.doubts == ("borrowed_number",) and not found.is_sure


@pytest.mark.parametrize(
    "phone",
    ["1200000 0001", "+86 120-0000-0001", "00861200 0000001", "１２００００００００１", "012000000001"],
)
def test_one_phone_in_many_spellings(phone: str) -> None:
    """The country's code, dashes, leading zeros and full width are not part of a phone."""
    found = only(
        {"name": "何沐", "birth_date": BORN, "phone": "12000000001"},
        {"name": "何 沐", "birth_date": BORN, "phone": phone},
    )
    assert found is not None and found.is_sure and found.rules == ("phone_birth",)


@pytest.mark.parametrize("text", ["", "无", "00000000", "1111111", "123"])
def test_what_is_no_phone_is_nothing(text: str) -> None:
    """Words, one digit throughout and too few digits."""
    assert plain_phone(text) == ""


def test_a_code_of_no_known_kind_is_kept_where_it_is_one() -> None:
    """Letters and digits without blanks, dashes and leading zeros; a word is no code."""
    assert plain_code(" 00A-12 ") == "a12"
    assert plain_code("不详") == plain_code("000") == ""


def test_parents_and_children_with_one_phone_are_not_offered() -> None:
    """One phone and two births is a family."""
    assert (
        only(
            {"name": "何沐", "birth_date": BORN, "phone": "12000000001", "home": "B1"},
            {"name": "何小沐", "birth_date": date(2012, 3, 4), "phone": "12000000001", "home": "B1"},
        )
        is None
    )


def test_twins_are_shown_with_their_doubt() -> None:
    """One birth, home, surname and phone, two names: never sure."""
    found = only(
        {"name": "何沐晨", "birth_date": BORN, "phone": "12000000001", "home": "B1"},
        {"name": "何沐曦", "birth_date": BORN, "phone": "12000000001", "home": "B1"},
    )
    assert found is not None and found.doubts == ("maybe_twins",) and not found.is_sure


def test_twins_whose_names_sound_alike_are_not_one() -> None:
    """佳 and 嘉 are two children."""
    found = only(
        {"name": "何佳", "birth_date": BORN, "home": "B1"}, {"name": "何嘉", "birth_date": BORN, "home": "B1"}
    )
    assert found is not None and not found.is_sure


@pytest.mark.parametrize("other", ["何沐", "何·沐", "HE MU", "Hé Mù", "何　沐"])
def test_name_birth_and_home(other: str) -> None:
    """Written with a dot, a wide blank, or in pinyin: one name."""
    found = only(
        {"name": "何沐", "birth_date": BORN, "home": "B1"}, {"name": other, "birth_date": BORN, "home": "B1"}
    )
    assert found is not None and "name_birth_home" in found.rules and found.is_sure


def test_namesakes_of_one_birth_elsewhere_are_not_offered() -> None:
    """Without a home, number or phone in common two people of one name are two people."""
    assert (
        only(
            {"name": "王伟", "birth_date": BORN, "home": "B1", "area_code": "140109001"},
            {"name": "王伟", "birth_date": BORN, "home": "B2", "area_code": "140109002"},
        )
        is None
    )


def test_missing_is_not_equal() -> None:
    """Two records that both say nothing have nothing in common."""
    assert only({}, {}) is None


def test_what_speaks_against_keeps_a_pair_from_being_sure() -> None:
    """Two valid numbers, or two sexes, with one name, birth and home."""
    base = {"name": "何沐", "birth_date": BORN, "home": "B1"}
    numbers = only({**base, "id_number": number(2)}, {**base, "id_number": number(4)})
    sexes = only({**base, "sex": "male"}, {**base, "sex": "female"})
    assert numbers is not None and numbers.doubts == ("other_number",) and not numbers.is_sure
    assert sexes is not None and sexes.doubts == ("other_sex",) and not sexes.is_sure


def test_a_phone_of_many_is_nobodys() -> None:
    """The phone of an office on twelve records is no key; how many such values there were is told."""
    crowd = [{"name": f"何{chr(0x4E00 + k)}", "birth_date": BORN, "phone": "12000000001"} for k in range(12)]
    found = find_candidates(people(*crowd), exact_only=True)
    assert found.pairs == () and found.shared == {"phone": 1}


def test_an_id_twice_is_refused() -> None:
    """Ids must differ, or a pair could not be named."""
    with pytest.raises(MutongError) as refused:
        find_candidates(people({"person_id": "A"}, {"person_id": "A"}))
    assert refused.value.code == "person_id_twice"


def test_too_few_records_are_compared_by_keys_and_say_so() -> None:
    """Likeness cannot be learnt from two records."""
    found = find_candidates(people({"name": "何沐"}, {"name": "何沐"}))
    assert not found.weighed and len(found.notes) == 1


def test_names_are_made_comparable() -> None:
    """Old characters, marks, order of words."""
    assert sound_of(written_form("張偉")) == sound_of(written_form("张伟")) == "zhangwei"
    assert is_latin(written_form("Zhang Wei")) and not is_latin(written_form("张伟"))
    assert turned_form("Wei Zhang") == written_form("Zhang Wei") and turned_form("张伟") == ""


TEXTS = st.text("ab1", max_size=6)


@given(TEXTS, TEXTS)
def test_one_edit_apart_as_the_slow_way_says(one: str, other: str) -> None:
    """At most one changed, added, lost or swapped letter; the slow way tries every single edit."""
    near = {one}
    for k in range(len(one) + 1):
        near |= {one[:k] + c + one[k:] for c in "ab1"}
        near |= {one[:k] + one[k + 1 :]} | {one[:k] + c + one[k + 1 :] for c in "ab1" if k < len(one)}
        near |= {one[:k] + one[k + 1 : k + 2] + one[k : k + 1] + one[k + 2 :]}
    assert edits_within(one, other) == (other in near)


RECORDS = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.sampled_from(["", "何沐", "何木", "he mu", "吕知涵", "吕知"]),
            "sex": st.sampled_from(["", "male", "female"]),
            "birth_date": st.sampled_from([None, BORN, date(1980, 1, 5)]),
            "id_number": st.sampled_from(["", "000", number(2), number(4), number(3)]),
            "phone": st.sampled_from(["", "12000000001", "+86 12000000001", "12000000002"]),
            "area_code": st.sampled_from(["", "140109001001", "140109001002"]),
            "home": st.sampled_from(["", "B1", "B2"]),
        }
    ),
    max_size=8,
)


@given(RECORDS)
def test_conflicting_numbers_are_never_sure_and_every_pair_is_named_once(records: list[dict]) -> None:
    """Whatever else agrees: two valid numbers or two sexes are in doubt; pairs go from the smaller id to the larger."""
    columns = people(*records)
    found = find_candidates(columns, exact_only=True).pairs
    tidy = tidy_people(columns, 10)
    at = {one: k for k, one in enumerate(tidy.person_id)}
    assert len({(one.first, one.second) for one in found}) == len(found)
    for one in found:
        a, b = at[one.first], at[one.second]
        assert one.first < one.second
        numbers, sexes = {tidy.number[a], tidy.number[b]} - {""}, {tidy.sex[a], tidy.sex[b]} - {""}
        if len(numbers) > 1 or len(sexes) > 1:
            assert not one.is_sure
        assert one.rules or one.keys_only


@given(RECORDS, st.randoms(use_true_random=False))
def test_the_order_of_the_records_makes_no_difference(records: list[dict], draw) -> None:
    """The same pairs with the same reasons, however the file is sorted."""
    named = [{**record, "person_id": f"P{k}"} for k, record in enumerate(records)]
    turned = list(named)
    draw.shuffle(turned)
    assert (
        find_candidates(people(*named), exact_only=True).pairs
        == find_candidates(people(*turned), exact_only=True).pairs
    )


@given(RECORDS)
def test_numbers_by_their_look_up_values_give_the_same_pairs(records: list[dict]) -> None:
    """The database compares keyed values in place of numbers and phones; the sure pairs by them are the same."""
    plain = people(*records)
    tidy = tidy_people(plain, 10)
    back = [plain.person_id.index(one) for one in tidy.person_id]
    sealed = replace(
        plain,
        person_id=tidy.person_id,
        name=[plain.name[k] for k in back],
        sex=tidy.sex,
        birth_date=[date.fromisoformat(one) if one else None for one in tidy.birth],
        id_number=[f"k{one}" if one else "" for one in tidy.number],
        phone=[f"k{one}" if one else "" for one in tidy.phone],
        area_code=tidy.area,
        home=[plain.home[k] for k in back],
        numbers_are_checked=True,
    )
    assert {
        (p.first, p.second, p.rules, p.doubts) for p in find_candidates(plain, exact_only=True).pairs
    } == {(p.first, p.second, p.rules, p.doubts) for p in find_candidates(sealed, exact_only=True).pairs}


PAIRS = st.lists(
    st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")).filter(lambda p: p[0] != p[1])
)


@given(PAIRS)
def test_groups_hold_what_was_joined_and_keep_one_each(pairs: list[tuple[str, str]]) -> None:
    """Each decision's records are in one group; groups do not overlap; the kept record is no other's."""
    groups = records_of_people(pairs)
    of = {one: group for group in groups for one in group}
    assert sum(map(len, groups)) == len(of)
    assert all(of[one] is of[other] for one, other in pairs)
    kept = kept_records(groups)
    assert not set(kept) & set(kept.values())
    if len(pairs) == 1:
        assert kept == {pairs[0][0]: pairs[0][1]}
    same = same_people_of((k, *pair) for k, pair in enumerate(pairs))
    assert {n for one in of for n in same.decisions[one]} == set(range(len(pairs)))
    assert set(same.all_of(["a"])) == set(of.get("a", ("a",)))
