"""The shop in a closed loop: itself until others decide, then moved by what they send, as planted, and by no other."""

import csv
from pathlib import Path

import numpy as np
import pytest

from seeds.sample_shop import write_shop
from seeds.sample_shop.closed_loop import LoopShop, make_list, simulate

USERS, ALONE, DAYS, SEED = 200, 10, 6, 3


def make_shop(home: Path) -> LoopShop:
    return LoopShop(home, USERS, ALONE, DAYS, SEED)


def send(shop: LoopShop, users: np.ndarray, trigger: str = "win_back", depth: float = 0.0):
    """A list of one e-mail to each of these users (positions)."""
    told = {"trigger": trigger, "channel": "email", "depth_share": depth}
    told["offer"] = f"coupon_{depth * 100:.0f}" if depth else "none"
    return make_list(told | {"user_id": shop.people.user_ids[user]} for user in users)


def run_days(home: Path, *lists) -> tuple[LoopShop, list[float]]:
    """Run a day for each of these functions of a shop, to whose users nobody has written yet, and return the orders to
    expect on each day."""
    shop, orders = make_shop(home), [0.0]
    shop.habits.effect_until[:] = shop.plants.contacts.sent[:] = 0
    for number, make in enumerate(lists):
        shop.list = make(shop)
        shop.open(shop.first + number)
        orders.append(shop.outcome.expected_orders)
    return shop, np.diff(orders).tolist()


def nobody(shop: LoopShop):
    return make_list([])


def everybody(shop: LoopShop):
    return send(shop, np.arange(USERS))


def test_until_others_decide_the_files_are_those_of_the_shop(tmp_path):
    make_shop(tmp_path / "loop")
    write_shop(tmp_path / "shop", users=USERS, days=ALONE + DAYS, seed=SEED)
    files = [path for path in (tmp_path / "loop" / "landing").rglob("*") if path.is_file()]
    assert len({path.parent.name for path in files}) == ALONE
    for path in files:
        assert path.read_bytes() == (tmp_path / "shop" / path.relative_to(tmp_path / "loop")).read_bytes(), path


def test_a_message_doubles_visits_from_the_next_day_on_and_a_second_one_costs_three_tenths_of_the_orders(tmp_path):
    _, without = run_days(tmp_path / "nobody", nobody, nobody)
    _, once = run_days(tmp_path / "once", everybody, nobody)
    _, twice = run_days(tmp_path / "twice", lambda shop: send(shop, np.repeat(np.arange(USERS), 2)), nobody)
    assert once[0] == without[0]
    assert once[1] == pytest.approx(2 * without[1])
    assert twice[1] == pytest.approx(2 * 0.7 * without[1])


def test_who_gets_nothing_visits_and_buys_as_if_nobody_got_anything(tmp_path, monkeypatch):
    """Half of the users get a message, and then visit more often; each visit of the others is the same."""
    drawn = []
    draw = LoopShop._draw_day

    def note(shop: LoopShop, *arguments):
        visits, touches = draw(shop, *arguments)
        drawn.append((visits, touches))
        return visits, touches

    monkeypatch.setattr(LoopShop, "_draw_day", note)
    run_days(tmp_path / "nobody", nobody, nobody)
    run_days(tmp_path / "half", lambda shop: send(shop, np.arange(0, USERS, 2)), nobody)
    (visits, touches), (moved, more) = drawn[ALONE + 1], drawn[-1]
    assert len(moved) > len(visits)

    def list_visits(visits, touches) -> list[tuple]:
        baskets = [sorted(touches.item[(touches.visit == n) & touches.wanted]) for n in range(len(visits))]
        rows = zip(visits.user, visits.start, visits.channel, visits.looks, visits.wishes, baskets, strict=True)
        return [row for row in rows if row[0] % 2 or row[0] < 0]

    assert list_visits(visits, touches) == list_visits(moved, more)


def test_a_coupon_at_hand_is_used_with_the_first_order_and_lowers_the_margin_to_expect(tmp_path):
    def run(name: str, depth: float) -> tuple[LoopShop, list[dict]]:
        shop = make_shop(tmp_path / name)
        asked = iter([send(shop, np.arange(USERS), "welcome", depth)])
        outcome = simulate(shop, lambda shop, day: next(asked, make_list([])), DAYS)
        assert outcome.coupons == (USERS if depth else 0)
        with (shop.truth / "orders.csv").open() as file:
            return outcome, [row for row in csv.DictReader(file) if row["order_id"] >= "o20250112"]

    without, _ = run("without", 0.0)
    deep, orders = run("deep", 0.5)
    assert deep.expected_orders > without.expected_orders
    assert deep.expected_margin < without.expected_margin
    first = {}
    for row in orders:
        if row["user_id"] and row["order_id"].startswith("o"):
            first.setdefault(row["user_id"], float(row["discount"]) / float(row["gross"]))
    assert first
    assert all(share == pytest.approx(0.5, abs=0.03) for share in first.values())


@pytest.mark.parametrize(
    ("user", "trigger", "words"), [("nobody", "welcome", "does not know"), ("u000001", "luck", "No answer is planted")]
)
def test_a_list_of_what_the_shop_does_not_know_is_refused(tmp_path, user, trigger, words):
    rows = make_list([{"user_id": user, "trigger": trigger, "channel": "email"}])
    with pytest.raises(ValueError, match=words):
        run_days(tmp_path / "home", lambda shop: rows)
