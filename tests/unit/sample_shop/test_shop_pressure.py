"""What many messages do to orders and to unsubscribing, as planted."""

import pytest

from seeds.sample_shop.parameters import read_parameters

CONTACTS = read_parameters().contacts


@pytest.fixture(scope="module")
def pressed(whole_shop):
    """The shop with the messages sent, once each."""
    whole_shop.con.execute("""
        create or replace table sent as
        select message_id, any_value(user_id) as user_id, any_value(sent_at)::timestamp as sent_at,
            any_value(sent_at)::date as day, any_value(opened_at) is not null as is_opened,
            any_value(unsubscribed_at) is not null as is_unsubscribed
        from messages where sent_at is not null group by 1
    """)
    return whole_shop


def count_sent(user: str, day: str) -> str:
    """Messages sent to a user within the window before a day, as SQL."""
    window = f"s.day < {day} and s.day > {day} - {CONTACTS.window_days}"
    return f"(select count(*) from sent s where s.user_id = {user} and {window})"


def test_orders_fall_with_the_contacts_of_the_last_days(pressed):
    """Among visits of users who were sent at least one: others may be those who never consented."""
    sql = f"""
        with visits as (
            select session_key, any_value(user_id) as user_id, min(event_at)::date as day,
                bool_or(event_type = 'purchase') as buys
            from events where user_id is not null and event_id like 'e%' group by 1
        )
        select {count_sent("visits.user_id", "visits.day")} as contacts, avg(buys::int), count(*) from visits group by 1
    """
    found = {contacts: (share, count) for contacts, share, count in pressed.query(sql)}
    more = [of for contacts, of in found.items() if contacts > CONTACTS.free]
    count = sum(count for _, count in more)
    assert count > 1_000
    assert sum(share * count for share, count in more) / count < 0.85 * found[CONTACTS.free][0]


def test_as_many_unsubscribe_as_the_contacts_before_say(pressed):
    sql = f"""
        select {count_sent("sent.user_id", "sent.day")} as contacts, count(*), sum(is_unsubscribed::int)
        from sent where is_opened group by 1
    """
    expected, found = 0.0, 0
    for contacts, opened, gone in pressed.query(sql):
        chance = CONTACTS.unsubscribe_share * CONTACTS.unsubscribes ** max(contacts - CONTACTS.free, 0)
        expected, found = expected + opened * chance, found + gone
    assert expected > 25
    assert abs(found - expected) < 3 * expected**0.5
