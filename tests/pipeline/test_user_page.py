"""The page about a user: true of the published file, about one user alone, and without an id in it."""

import re

import duckdb
import pytest
from shop_home import ROOT

from ingest.books.erased_ids import hash_id
from ingest.home import Home
from orchestration.commands.user import print_user

SERVING = dict(re.findall(r"^## (.+?)$.*?```sql\n(.*?)```", (ROOT / "docs" / "serving.md").read_text(), re.M | re.S))
TITLES = [
    "Who",
    "Last move",
    "Tags",
    "Prices",
    "Likes",
    "Searched for",
    "Worth",
    "Sent",
    "Left in",
    "Recommended",
    "Tomorrow, ",
    "Alike",
]


@pytest.fixture
def page(built_shop, capsys, monkeypatch):
    """A function that returns the page of a user, line by line, and what the command returned."""
    monkeypatch.setenv("CARTOGRAPH_HASH_KEY", "a secret")

    def show(user_id: str) -> tuple[list[str], int]:
        code = print_user(Home(built_shop.published.parent), user_id)
        return capsys.readouterr().out.splitlines(), code

    return show


def test_the_page_says_what_the_tables_say(built_shop, page):
    [(user, orders, net, group, reason)] = built_shop.query("""
        SELECT user_id, order_count, net_amount, user_group, user_groups.reason
        FROM users.user_facts INNER JOIN users.user_groups USING (user_id)
        WHERE order_count > 1 AND user_id IN (SELECT user_id FROM users.abandoned_items)
        ORDER BY order_count DESC, user_id LIMIT 1
    """)
    lines, code = page(user)
    assert code == 0
    assert lines[0].startswith(f"The user with the hash {hash_id('a secret', user)[:12]}, as of the end of ")
    assert [line for line in lines[1:] if line and not line.startswith(" ")] == [
        next(line for line in lines if line.startswith(title)) for title in TITLES
    ]
    assert f"  Group {group}: {reason}" in lines
    assert any(line.startswith(f"  {orders:,} orders of ") and f"net {net:,.2f}," in line for line in lines)
    tags = built_shop.query(f"SELECT tag, weight FROM users.user_tags WHERE user_id = '{user}'")
    shown = [line for line in lines if " of evidence, the newest of " in line]
    assert len(shown) == len(tags) > 0
    assert all(any(tag.replace("_", " ") in line and f"weight {w:.2f}" in line for tag, w in tags) for line in shown)
    wishes = built_shop.query(f"SELECT evidence FROM users.abandoned_items WHERE user_id = '{user}'")
    shown = [line for line in lines if "; cure: " in line]
    assert len(shown) == min(len(wishes), 5)
    assert all(any(evidence in line for (evidence,) in wishes) for line in shown)


@pytest.mark.parametrize("decision", ["send", "hold_back", "defer", "refuse"])
def test_tomorrow_is_what_the_plan_says_of_the_user_and_of_nobody_else(built_shop, page, decision):
    rows = built_shop.query(f"""
        SELECT user_id, plan_date, trigger, item_name, reason, strftime(send_at_local, '%H:%M'), deferred_until_date
        FROM marketing.campaign_plan WHERE decision = '{decision}'
        ORDER BY item_name IS NULL, user_id, trigger, item_name
    """)
    if decision in ("hold_back", "defer") and not rows:
        pytest.skip(f"by its key of draws this small shop's plan has nothing to {decision}")
    assert rows
    user, day, trigger, item, reason, at, until = rows[0]
    [(kept, refused, sent)] = built_shop.query(f"""
        SELECT count(*) FILTER (decision <> 'refuse'), count(*) FILTER (decision = 'refuse'),
            count(*) FILTER (decision = 'send')
        FROM marketing.campaign_plan WHERE user_id = '{user}'
    """)
    lines, _ = page(user)
    part = lines[lines.index(f"Tomorrow, {day}") + 1 :]
    part = part[: part.index("")]
    assert len(part) == 2 * kept + refused + sum(line.startswith("  Not sent. ") for line in part)
    assert sum(line.startswith("  To be sent by ") for line in part) == sent
    start = {"send": "  To be sent by ", "hold_back": "  Held back: ", "defer": f"  Put off to {until}: "}
    about = trigger.replace("_", " ") + (f" about {item}" if item else "")
    if decision == "refuse":
        assert f"    {about}: {reason}" in part
        return
    first = part[part.index(f"    Why: {reason}") - 1]
    assert first.startswith(start[decision])
    assert about in first
    assert (f" at {at}" in first) == (decision in ("send", "hold_back"))


def test_who_is_not_in_the_plan_is_told_so(built_shop, page):
    [(user,)] = built_shop.query("""
        SELECT min(user_id) FROM users.user_facts WHERE user_id NOT IN (SELECT user_id FROM marketing.campaign_plan)
    """)
    lines, _ = page(user)
    at = next(place for place, line in enumerate(lines) if line.startswith("Tomorrow, "))
    assert lines[at + 1] == "  Nothing: there is no reason to write to this user."


def test_every_fourth_user_has_a_page_and_no_page_holds_an_id(built_shop, page):
    users = [user for (user,) in built_shop.query("SELECT user_id FROM users.user_facts ORDER BY user_id")]
    known = set(users)
    for user in users[::4]:
        lines, code = page(user)
        assert code == 0, user
        assert len(lines) > len(TITLES)
        assert not known & set(re.findall(r"[\w:-]+", "\n".join(lines))), user
        assert not any("None" in line for line in lines), lines


@pytest.mark.parametrize("text", ["", "nobody", "cash$money", "'; DROP TABLE users.user_facts; --", '"x"'])
def test_an_unknown_user_gets_one_sentence(page, text):
    lines, code = page(text)
    assert (len(lines), code) == (1, 1)
    assert lines[0].startswith("Nobody with this id is in the published file")


def test_without_a_key_the_page_names_nobody(built_shop, page, monkeypatch):
    monkeypatch.delenv("CARTOGRAPH_HASH_KEY")
    [(user,)] = built_shop.query("SELECT min(user_id) FROM users.user_facts")
    lines, _ = page(f" {user} ")
    assert lines[0].startswith("The user, as of the end of ")


def test_the_documented_queries_answer(built_shop):
    [(user, orders)] = built_shop.query("SELECT user_id, order_count FROM users.user_facts ORDER BY ALL LIMIT 1")
    with duckdb.connect(built_shop.published, read_only=True) as published:
        [row] = published.execute(SERVING["One user, whole"], {"user_id": user}).fetchall()
        reasons = published.execute(SERVING["Why is what was put into the cart not bought?"]).fetchall()
        [(left,)] = published.execute("SELECT count(*) FROM users.abandoned_items").fetchall()
        [(sent,)] = published.execute(
            "SELECT min(user_id) FROM marketing.campaign_plan WHERE decision = 'send'"
        ).fetchall()
        messages = published.execute(SERVING["The message for a user of the newest plan"], {"user_id": sent}).fetchall()
        [whole] = published.execute(SERVING["One user, whole"], {"user_id": sent}).fetchall()
        wanted = published.execute(
            "SELECT decision_id, plan_date, trigger, item_name FROM marketing.campaign_plan"
            " WHERE user_id = ? AND decision = 'send' ORDER BY send_at, priority",
            [sent],
        ).fetchall()
    assert [(row[0], row[1], row[2], row[8]) for row in messages] == wanted != []
    assert f"{wanted[0][2]}: send" in whole[-1]
    assert row[2] == orders
    assert sum(count for _, _, count, *_ in reasons) == left > 0
