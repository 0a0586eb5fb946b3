"""The newest word holds, no outweighs yes on a tie or a merge, and an opposition is kept."""

from itertools import count, permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.consent import (
    NO_CONTACT,
    Channel,
    ConsentDecision,
    DatedDecision,
    Decision,
    Initiative,
    Means,
    Party,
    Position,
    Purpose,
    allows,
    current,
    merged,
)

HERE = Position(Purpose.MARKETING, Channel.PHONE)
numbers = count(1)


def said(decision, at, *, position=HERE, record=None, **more):
    return DatedDecision(
        decision=ConsentDecision(
            purpose=position.purpose,
            channel=position.channel,
            decision=Decision(decision),
            text_id="cl-marketing",
            text_version=1,
            text_sha256="0" * 64,
            locale="es_CL",
            **more,
        ),
        at=at,
        record=UUID(int=record or next(numbers)),
        by="LP",
    )


def held(*decisions):
    return current(decisions)[HERE].decision.decision


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("grant", "refuse"),
        ("grant", "withdraw"),
        ("grant", "oppose"),
        ("refuse", "grant"),
        ("withdraw", "grant"),
        ("oppose", "grant"),
    ],
)
def test_the_newest_word_holds_whatever_came_first_to_the_server(earlier, later):
    first, second = said(earlier, 1), said(later, 2)

    assert held(first, second) == later
    assert held(second, first) == later


@pytest.mark.parametrize("no", ["refuse", "withdraw", "oppose", "unknown"])
def test_on_a_tie_the_refusal_holds(no):
    for yes_record, no_record in ((1, 2), (2, 1)):
        yes, refusal = said("grant", 5, record=yes_record), said(no, 5, record=no_record)

        assert held(yes, refusal) == no
        assert held(refusal, yes) == no


@pytest.mark.parametrize("own", ["grant", "refuse", "withdraw"])
def test_a_yes_of_a_later_list_leaves_what_the_person_said_herself_as_it_is(own):
    listed = said("grant", 2, initiative=Initiative.IMPORT)

    assert current([said(own, 1), listed])[HERE].decision.initiative is Initiative.VISIT
    assert held(said(own, 1), listed) == own


def test_a_no_of_a_later_list_holds_and_a_visit_after_a_list_does_too():
    listed = said("grant", 1, initiative=Initiative.IMPORT)

    assert held(said("grant", 1), said("refuse", 2, initiative=Initiative.IMPORT)) == "refuse"
    assert current([listed, said("grant", 2)])[HERE].decision.initiative is Initiative.VISIT


def test_a_word_of_a_newer_peer_is_a_refusal():
    dated = said("maybe_later", 9)

    assert dated.decision.decision == "unknown"
    assert not allows(dated)
    assert not allows(current([said("grant", 1), dated])[HERE])


def test_nothing_said_is_nothing_held():
    assert current([]) == {}


def test_each_purpose_and_channel_has_its_own_answer():
    mail = Position(Purpose.MARKETING, Channel.EMAIL)
    survey = Position(Purpose.SURVEY, Channel.PHONE)
    state = current(
        [said("grant", 1), said("oppose", 2, position=mail), said("grant", 3, position=survey)]
    )

    assert {position: allows(dated) for position, dated in state.items()} == {
        HERE: True,
        mail: False,
        survey: True,
    }


@pytest.mark.parametrize(
    "grant",
    [
        {"initiative": Initiative.IMPORT},
        {"initiative": Initiative.OUTGOING_CALL},
        {"initiative": Initiative.UNKNOWN},
        {"source": "lista del taller"},
        {"party": Party.GUARDIAN},
        {"party": Party.UNKNOWN},
        {"means": Means.UNKNOWN},
        {"basis": "interest"},
        {"basis": "precontract"},
    ],
)
def test_an_opposition_is_not_ended_by_a_grant_that_the_person_did_not_give_herself(grant):
    assert held(said("oppose", 1), said("grant", 2, **grant)) == "oppose"
    is_list = grant == {"initiative": Initiative.IMPORT}  # does not speak against her either
    assert held(said("refuse", 1), said("grant", 2, **grant)) == ("refuse" if is_list else "grant")


def test_a_refusal_after_an_opposition_does_not_soften_it():
    imported = said("grant", 3, initiative=Initiative.IMPORT)

    assert held(said("oppose", 1), said("withdraw", 2)) == "oppose"
    assert held(said("oppose", 1), said("withdraw", 2), imported) == "oppose"
    assert held(said("oppose", 1), said("withdraw", 2), said("grant", 3)) == "grant"


def test_an_opposition_of_a_guardian_ends_by_the_guardian_or_by_the_person():
    opposed = said("oppose", 1, party=Party.GUARDIAN)

    assert held(opposed, said("grant", 2, party=Party.GUARDIAN)) == "grant"
    assert held(opposed, said("grant", 2)) == "grant"


def test_an_earlier_grant_does_not_end_an_opposition_that_arrives_late():
    assert held(said("grant", 2), said("oppose", 1)) == "grant"
    assert held(said("oppose", 2), said("grant", 1)) == "oppose"


def test_no_contact_at_all_covers_each_purpose_on_each_channel():
    assert len(NO_CONTACT) == 20
    assert Position(Purpose.QUOTE, Channel.WHATSAPP) in NO_CONTACT
    assert not any("unknown" in position for position in NO_CONTACT)


@pytest.mark.parametrize("no", ["refuse", "withdraw", "oppose"])
def test_on_a_merge_the_refusal_holds_even_if_it_is_older(no):
    yes, refusal = current([said("grant", 9)]), current([said(no, 1)])

    assert merged(yes, refusal)[HERE].decision.decision == no
    assert merged(refusal, yes)[HERE].decision.decision == no


def test_a_merge_keeps_what_only_one_said_and_the_newest_of_two_alike():
    mail = Position(Purpose.SURVEY, Channel.EMAIL)
    old, new = said("grant", 1), said("grant", 2)
    only = said("grant", 1, position=mail)

    assert merged(current([old, only]), current([new])) == {HERE: new, mail: only}
    assert merged(current([new]), current([old, only])) == {HERE: new, mail: only}


def test_after_a_merge_her_own_yes_counts_before_that_of_a_newer_list():
    own, listed = said("grant", 1), said("grant", 2, initiative=Initiative.IMPORT)

    assert merged({HERE: own}, {HERE: listed}) == {HERE: own}


def test_an_opposition_outlives_a_merge_with_a_newer_refusal():
    opposed, refused = current([said("oppose", 1)]), current([said("refuse", 2)])

    assert merged(opposed, refused)[HERE].decision.decision == "oppose"
    assert merged(refused, opposed)[HERE].decision.decision == "oppose"


def test_after_a_merge_the_person_may_grant_again():
    state = merged(current([said("grant", 1)]), current([said("oppose", 2)]))

    assert allows(current([*state.values(), said("grant", 3)])[HERE])


decisions = st.lists(
    st.builds(
        said,
        st.sampled_from(["grant", "refuse", "withdraw", "oppose"]),
        st.integers(0, 3),
        initiative=st.sampled_from([Initiative.VISIT, Initiative.IMPORT]),
    ),
    max_size=5,
)


@given(decisions)
def test_the_state_does_not_depend_on_the_order_of_arrival(history):
    states = {tuple(current(order).items()) for order in permutations(history)}

    assert len(states) == 1


@given(decisions, decisions)
def test_a_merge_allows_only_what_both_allow_and_is_the_same_both_ways(one, other):
    mine, theirs = current(one), current(other)
    joined = merged(mine, theirs)

    assert joined == merged(theirs, mine)
    if HERE in joined:
        assert allows(joined[HERE]) == all(allows(s[HERE]) for s in (mine, theirs) if HERE in s)
