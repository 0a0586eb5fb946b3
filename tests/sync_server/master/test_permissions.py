"""On a merger the refusal wins; what the person says afterwards is heard as always."""

from uuid import UUID

from app.domain.consent import Channel, DatedDecision, Decision
from sync_server.master.permissions import Merger, Past, permissions
from tests.builders import decision

CALL = Channel.PHONE


def said(record: int, what: Decision, at: int) -> DatedDecision:
    return DatedDecision(decision=decision(CALL, what), at=at, record=UUID(int=record), by="carla")


def held(past: Past, *decisions: DatedDecision) -> Decision:
    (one,) = permissions("a", decisions, past).values()
    return one.decision.decision


def past(*mergers: Merger) -> Past:
    homes = {str(UUID(int=n)): home for n, home in ((1, "a"), (2, "b"), (3, "c"))}
    return Past(mergers, homes)


A_TAKES_B = Merger("a", "b", at=100)


def test_a_newer_grant_of_one_gives_way_to_the_refusal_of_the_other():
    told = (said(1, Decision.REFUSE, 10), said(2, Decision.GRANT, 20))
    assert held(past(A_TAKES_B), *told) is Decision.REFUSE


def test_without_a_merger_the_newest_holds():
    assert held(past(), said(1, Decision.REFUSE, 10), said(1, Decision.GRANT, 20)) is Decision.GRANT


def test_within_one_of_them_the_newest_had_already_won():
    told = (said(1, Decision.REFUSE, 10), said(1, Decision.GRANT, 20), said(2, Decision.GRANT, 5))
    assert held(past(A_TAKES_B), *told) is Decision.GRANT


def test_a_grant_after_the_merger_is_heard():
    told = (said(1, Decision.REFUSE, 10), said(2, Decision.GRANT, 101))
    assert held(past(A_TAKES_B), *told) is Decision.GRANT


def test_a_refusal_goes_with_the_absorbed_through_every_later_merger():
    told = (said(3, Decision.REFUSE, 10), said(2, Decision.GRANT, 20), said(1, Decision.GRANT, 30))
    chain = past(Merger("b", "c", at=50), A_TAKES_B)
    assert held(chain, *told) is Decision.REFUSE


def test_a_grant_between_two_mergers_is_heard_unless_the_other_side_refused():
    told = (said(3, Decision.REFUSE, 10), said(2, Decision.GRANT, 60), said(1, Decision.GRANT, 30))
    chain = past(Merger("b", "c", at=50), A_TAKES_B)
    assert held(chain, *told) is Decision.GRANT
