"""Guests come back under one address, and accounts are merged and some merges undone, as the truth says."""

from seeds.sample_shop.accounts import hash_email, hash_phone


def test_guest_orders_state_the_addresses_of_whom_they_are(whole_shop):
    found = {
        order_id: addresses
        for order_id, *addresses in whole_shop.query(
            "select distinct order_id, email_hash, phone_hash from orders where user_id is null and order_id like 'o%'"
        )
    }
    guests = whole_shop.truth("guests.csv")
    expected = {
        row["order_id"]: [
            None if row["stated"] == "phone" else hash_email(row["owner"]),
            None if row["stated"] == "email" else hash_phone(row["owner"]),
        ]
        for row in guests
    }
    assert found == expected
    assert {row["stated"] for row in guests} == {"email", "phone", "both"}
    owners = [row["owner"] for row in guests]
    assert sum(owner.startswith("u") for owner in owners) > 100
    assert sum(owners.count(owner) > 1 for owner in set(owners) if owner.startswith("guest")) > 100


def test_a_users_order_states_the_users_own_address(whole_shop):
    sql = """
        select count(*) filter (o.email_hash <> u.email_hash), count(*) > 5_000
        from (select distinct order_id, user_id, email_hash from orders where user_id is not null) o
        join (select distinct user_id, email_hash from users) u using (user_id)
    """
    assert whole_shop.query(sql) == [(0, True)]


def test_merges_are_reported_on_their_day_and_undone_on_theirs(whole_shop):
    reported = {}
    for user_id, day, into in whole_shop.query("""
        select user_id, regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/users', 1) as day, merged_into_user_id
        from users order by day
    """):
        history = reported.setdefault(user_id, [])
        if (history[-1][1] if history else None) != into:
            history.append((day, into))
    found = {user_id: history for user_id, history in reported.items() if history}
    expected = {}
    for row in whole_shop.truth("merges.csv"):
        expected[row["user_id"]] = [(row["merged_on"], row["merged_into_user_id"])]
        if row["undone_on"] and row["undone_on"] <= "2025-04-30":
            expected[row["user_id"]].append((row["undone_on"], None))
    assert found == expected
    assert sum(len(history) == 2 for history in found.values()) > 5


def test_an_account_given_up_buys_no_more(whole_shop):
    gone = {row["user_id"]: row["merged_on"] for row in whole_shop.truth("merges.csv") if not row["undone_on"]}
    bought = whole_shop.query(
        "select user_id, max(ordered_at::date)::varchar from orders where order_id like 'o%' group by 1"
    )
    assert not [user_id for user_id, day in bought if user_id in gone and day >= gone[user_id]]
    assert sum(user_id in gone for user_id, _ in bought) > 20
