"""What is planned for a user is said in plain words: each decision, and why to write at all."""

import pytest
from plan_shops import make_candidate, make_inputs, make_offer, with_rules

from ml_assets.campaign_plan import campaign_plan
from ml_assets.campaign_plan.rules import Cap
from orchestration.commands.tomorrow import NOTHING, describe_plan

CART = make_candidate("u1", "cart_left", "tea")
DAILY = with_rules(Cap("cap_all_day", None, 1, 1))


def tell(candidates, offers=None, **given) -> list[str]:
    plan = campaign_plan(make_inputs(candidates, offers, **given)).to_pylist()
    return list(describe_plan([row | {"subject": row["item_name"]} for row in plan]))


@pytest.mark.parametrize(
    ("offer", "words"),
    [
        (make_offer(CART, worth=1.5), ". It is expected to bring 1.50 after its costs."),
        (make_offer(CART, "coupon_5", 0.05, 1.0, 0.5), ", with coupon_5 (5% off). It is expected to bring 0.50"),
    ],
)
def test_what_is_sent_names_way_time_item_offer_and_worth(offer, words):
    first, second = tell([CART], [offer])
    assert first.startswith(f"To be sent by e-mail at 18:00: cart left about The tea{words}")
    assert second == "  Why: Put it into the cart."


@pytest.mark.parametrize(("worth", "words"), [(-0.01, "cost 0.01 more than it brings"), (None, "is not known")])
def test_an_answer_is_sent_though_it_costs(worth, words):
    service = make_candidate("u1", "back_in_stock", "tea", is_service=True, channel="sms")
    [first, _] = tell([service], [make_offer(service, worth=worth)])
    assert first.startswith("To be sent by text message at 18:00: back in stock about The tea. ")
    assert words in first


def test_what_is_held_back_says_by_which_draw():
    [first, _] = tell([CART | {"held_back_share": 1.0}])
    assert first == (
        "Held back: cart left about The tea. It would go by e-mail at 18:00; the user was drawn by lot, so that it"
        " shows what such messages do."
    )
    [first, _] = tell([CART], rules=with_rules(global_held_back_share=1.0))
    assert first.endswith("is in the group that gets nothing this quarter, so that it shows what all messages do.")


def test_what_is_put_off_says_until_when_and_what_stopped_it():
    other = make_candidate("u1", "welcome")
    lines = tell([CART, other], [make_offer(CART, worth=2.0), make_offer(other, worth=1.0)], rules=DAILY)
    assert [line[:10] for line in lines] == ["To be sent", "  Why: Put", "Put off to", "  Why: Put"]
    assert lines[2] == "Put off to 2025-05-01: welcome. A person gets at most 1 message a day."


@pytest.mark.parametrize(
    ("rule", "refusal", "words"),
    [
        (
            "no_consent",
            "No consent: u17 refused email",
            "The user has not agreed to any of the ways in which it could be sent",
        ),
        ("bought_since", "Bought since: order o9", "The user has bought it since"),
        ("out_of_stock", "Too few on hand: now 2", "Too few on hand: now 2"),
    ],
)
def test_what_is_refused_says_why_and_names_nobody(rule, refusal, words):
    other = make_candidate("u1", "welcome")
    lines = tell([row | {"refused_by": rule, "refusal": refusal} for row in (CART, other)])
    assert lines == [
        f"Not sent. {words}:",
        "  cart left about The tea: Put it into the cart.",
        "  welcome: Put it into the cart.",
    ]


def test_nobody_to_write_to_is_said_too():
    assert list(describe_plan([])) == [NOTHING]
