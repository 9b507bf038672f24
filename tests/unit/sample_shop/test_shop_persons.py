"""Persons with two accounts, what users state, how they answer to coupons, and consents that change: as planted."""

import pytest
from scipy.stats import spearmanr

COUPONS = """
    with placed as (
        select order_id, any_value(user_id) as user_id, any_value(coupon_code) as code
        from orders where order_id like 'o%' and user_id is not null group by 1
    ),
    habits as (
        select user_id, avg((code is not null and code not in ('SPRING15', 'CLEAROUT25'))::int) as coupon_share,
            count(*) as order_count, sum(line_count) as line_count
        from placed
        join (select order_id, count(distinct line_number) as line_count from order_lines group by 1) using (order_id)
        group by 1
    )
    select coupon_share, price_sensitivity, coupon_chance, is_sure_buyer, order_count, line_count
    from habits join attitudes using (user_id) join sensitivities using (user_id)
"""


@pytest.fixture(scope="module")
def shop(whole_shop):
    """The shop with its truth about users as tables."""
    for table, name in {"attitudes": "attitudes", "persons": "persons", "sensitivities": "users"}.items():
        whole_shop.create(f"or_replace_{table}", f"read_csv('{whole_shop.home}/truth/{name}.csv')")
        whole_shop.con.execute(f"create or replace view {table} as from or_replace_{table}")
    return whole_shop


def test_a_second_account_states_the_phone_number_of_the_first_where_the_truth_says_so(shop):
    # The person of a merged account is that of the account kept.
    merged = {row[name] for row in shop.truth("merges.csv") for name in ("user_id", "merged_into_user_id")}
    sql = """
        with latest as (
            select user_id, any_value(phone_hash) as phone, any_value(email_hash) as email,
                any_value(birth_year) as born, any_value(gender) as gender
            from users group by 1
        )
        select user_id, has_phone_of_first, a.phone = b.phone, a.email = b.email, a.born = b.born, a.gender = b.gender,
            person_id
        from persons join latest a using (user_id) join latest b on b.user_id = person_id
    """
    rows = [row for row in shop.query(sql) if not {row[0], row[-1]} & merged]
    assert len(rows) > 120
    assert [row[0] for row in rows if row[2] != row[1]] == []
    assert all(row[3:6] == (False, True, True) for row in rows if row[1])
    assert 0.6 < sum(row[1] for row in rows) / len(rows) < 0.8
    shared = "select count(*) from (select phone_hash from users group by 1 having count(distinct user_id) > 1)"
    assert shop.query(shared)[0][0] == pytest.approx(sum(row[1] for row in rows), abs=15)


def test_most_state_their_occupation_and_few_a_wrong_one(shop):
    sql = """
        select avg((shop.occupation is not null)::int),
            avg((shop.occupation <> attitudes.occupation)::int),
            count(*) filter (shop.occupation is distinct from stated_occupation)
        from (select user_id, any_value(occupation) as occupation from users group by 1) shop
        join attitudes using (user_id)
    """
    ((stated, wrong, unlike),) = shop.query(sql)
    assert stated == pytest.approx(0.93, abs=0.015)
    assert wrong == pytest.approx(0.02, abs=0.01)
    assert unlike == 0


def test_coupons_are_used_by_price_attitude(shop):
    habits = shop.con.sql(COUPONS).df()
    many = habits[habits.line_count >= 10]
    assert len(many) > 300
    assert spearmanr(many.coupon_share, many.price_sensitivity).statistic >= 0.6
    assert spearmanr(habits.coupon_share, habits.price_sensitivity).statistic >= 0.4
    assert spearmanr(many.coupon_share, many.coupon_chance).statistic >= 0.6


def test_sure_buyers_buy_without_a_coupon_and_more_often(shop):
    habits = shop.con.sql(COUPONS).df()
    low = habits[habits.price_sensitivity == habits.price_sensitivity.min()]
    sure, others = low[low.is_sure_buyer], low[~low.is_sure_buyer]
    assert len(sure) > 150
    assert sure.coupon_share.mean() < 0.025
    assert others.coupon_share.mean() > 1.5 * sure.coupon_share.mean()
    # Orders by day seen, since how often users come differs far more than how often they buy when they do.
    sql = """
        with ordered as (
            select user_id, count(distinct order_id) as order_count from orders where order_id like 'o%' group by 1
        ),
        seen as (
            select user_id, count(distinct event_at::timestamp::date) as day_count
            from events where user_id is not null group by 1
        )
        select avg(order_count / day_count) filter (is_sure_buyer)
            / avg(order_count / day_count) filter (not is_sure_buyer)
        from attitudes join sensitivities using (user_id) join ordered using (user_id) join seen using (user_id)
        where price_sensitivity = (select min(price_sensitivity) from sensitivities)
    """
    assert shop.query(sql)[0][0] > 1.08


def test_who_is_sensitive_buys_more_on_discount(shop):
    sql = """
        with listed as (
            select item_id, list_price::double as list_price,
                regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/items', 1)::date as day
            from read_csv('{0}/landing/shop/items/*/items.csv', all_varchar = true, filename = true)
        ),
        sold as (
            select distinct order_id, line_number, item_id, unit_price::double as price, user_id,
                ordered_at::date as day
            from order_lines join (select distinct order_id, user_id, ordered_at, currency from orders) using (order_id)
            where order_id like 'o%' and currency = 'EUR' and quantity::int > 0 and unit_price::double > 0
            and ordered_at >= '2025-01-01' and user_id is not null
        )
        select price_sensitivity, avg((price < 0.95 * list_price)::int) from (
            select sold.*, (
                select max_by(list_price, listed.day) from listed
                where listed.item_id = sold.item_id and listed.day <= sold.day
            ) as list_price from sold
        ) join sensitivities using (user_id) group by 1 order by 1
    """
    shares = [share for _, share in shop.query(sql.replace("{0}", str(shop.home)))]
    assert shares[1] > shares[0]
    assert shares[2] > 1.25 * shares[0]


def test_consents_are_reported_as_they_change(shop):
    sql = """
        with reported as (
            select user_id, regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/users', 1)::date as day, channel, given
            from users unpivot (given for channel in (consent_email, consent_sms, consent_push, consent_ads))
            where user_id like 'u0%'
        ),
        consents as (
            select user_id, 'consent_' || channel as channel, is_given, valid_from
            from read_csv('{0}/truth/consents.csv')
        )
        select count(*) filter (given::bool is distinct from (
                select max_by(is_given, valid_from) from consents c
                where c.user_id = r.user_id and c.channel = r.channel and c.valid_from <= r.day
            )), count(*) > 20_000
        from reported r
    """
    assert shop.query(sql.replace("{0}", str(shop.home))) == [(0, True)]


def test_consents_land_on_the_day_from_which_they_hold_and_are_the_true_ones(shop):
    """Of two changes of one day the last one lands; what is true from before the first load day lands on it."""
    sql = """
        with landed as (
            select user_id, channel, is_given::bool as is_given, valid_from::timestamp::date as valid_from,
                regexp_extract(filename, '(\\d{4}-\\d\\d-\\d\\d)/consents', 1)::date as load_day
            from consents where user_id not like 'd-%'
        ),
        truth as (
            select user_id, channel, last(is_given) as is_given, valid_from
            from read_csv('{0}/truth/consents.csv') where valid_from <= (select max(load_day) from landed)
            group by all
        )
        select count(*) filter (landed.is_given is distinct from truth.is_given),
            count(*) filter (valid_from > '2025-01-01' and load_day <> valid_from),
            count(*) filter (valid_from > '2025-01-01') > 100
        from landed full join truth using (user_id, channel, valid_from)
    """
    assert shop.query(sql.replace("{0}", str(shop.home))) == [(0, 0, True)]


def test_a_year_withdraws_as_many_consents_as_planted_and_messages_some_more(shop):
    sql = """
        with consents as (
            select *, lag(is_given) over (partition by user_id, channel order by valid_from) as before
            from read_csv('{0}/truth/consents.csv')
        )
        select count(*) filter (not is_given and before) / count(*) filter (is_given and before is null),
            count(*) filter (is_given and not before) / count(*) filter (not is_given and before is null)
        from consents
    """
    ((withdrawn, given),) = shop.query(sql.replace("{0}", str(shop.home)))
    assert 0.01 < withdrawn < 0.08
    assert 0.005 < given < 0.05
