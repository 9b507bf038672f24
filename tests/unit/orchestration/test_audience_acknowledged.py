"""A list of messages that was taken delivers the plan that it was made of, and no other one of its day."""

import pytest
from audience_lists import DAY, erased, export, list_messages
from plan_shops import make_candidate, make_inputs, make_offer

from ml_assets.campaign_plan import campaign_plan
from orchestration.outbound.exports.acknowledge import acknowledge
from orchestration.outbound.exports.audience import AudienceList
from orchestration.outbound.exports.erase import take_out_of_exports
from orchestration.outbound.exports.errors import ExportError
from orchestration.outbound.exports.generations import list_generations
from orchestration.outbound.plan_ledger import is_delivered, read_plan, take_out_of_ledger, write_plan


def plan(home, *users: str, offer: str = "none") -> AudienceList:
    """Keep the plan of the day, a message to each user; return the list that is made of it."""
    candidates = [make_candidate(user, "cart", day=DAY) for user in users]
    offers = [make_offer(one, offer, 0.0 if offer == "none" else 0.05) for one in candidates]
    assert write_plan(home, DAY, campaign_plan(make_inputs(candidates, offers, day=DAY)))
    return list_messages(home)


@pytest.mark.parametrize(
    ("users", "given"), [(("u3", "u4", "u5"), {}), (("u1", "u2"), {}), (("u1", "u2", "u3"), {"offer": "coupon_5"})]
)
def test_an_older_list_does_not_deliver_the_plan_that_took_the_place_of_its_own(home, users, given):
    export(home, plan(home, "u1", "u2", "u3"))
    assert export(home, plan(home, *users, **given)).generation == 2
    with pytest.raises(ExportError) as error:
        acknowledge(home, "mails", "1")
    assert str(error.value) == (
        "Generation 1 of mails is not what the plan of 2025-01-31 sends: a later run made that anew. Let the receiver"
        " take the newest generation in its place, and acknowledge that."
    )
    assert not is_delivered(home, DAY)
    assert not any(one.is_acknowledged for one in list_generations(home, "mails"))
    acknowledge(home, "mails", "2")
    assert is_delivered(home, DAY)
    assert set(read_plan(home, DAY)["user_id"].to_pylist()) == set(users)


def test_what_a_plan_sends_by_other_channels_is_another_list(home):
    both = [make_candidate(user, "cart", day=DAY, channel=by) for user, by in (("u1", "email"), ("u2", "sms"))]
    export(home, plan(home, "u1"))
    write_plan(home, DAY, campaign_plan(make_inputs(both, day=DAY)))
    assert acknowledge(home, "mails", "1").number == 1
    assert acknowledge(home, "mails", "1").is_acknowledged
    assert is_delivered(home, DAY)


def test_who_was_erased_meanwhile_makes_no_difference(home):
    export(home, plan(home, "u1", "u2"))
    take_out_of_ledger(home, erased("u1"))
    take_out_of_exports(home, erased("u1"))
    acknowledge(home, "mails", "1")
    assert read_plan(home, DAY)["user_id"].to_pylist() == ["u2"]
