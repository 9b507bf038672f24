"""One promotion brought orders and one only gave money away, and the files show it."""

import pytest

CONVERSION = """
    select count(distinct session_key) filter (event_type = 'purchase') / count(distinct session_key)
    from events where event_at::date between date '{first}' - {before} and date '{last}' + {after}
"""


@pytest.fixture(scope="module")
def promotions(whole_shop) -> dict[str, dict]:
    return {row["offer_code"]: row for row in whole_shop.truth("promotions.csv")}


def measure_conversion(shop, promotion: dict) -> float:
    """Conversion while it ran, against that of the 14 days before and after."""
    days = {"first": promotion["first_date"], "last": promotion["last_date"]}
    during = shop.query(CONVERSION.format(**days, before=0, after=0))[0][0]
    sql = """
        select count(distinct session_key) filter (event_type = 'purchase') / count(distinct session_key)
        from events where event_at::date between date '{first}' - 14 and date '{last}' + 14
        and not event_at::date between date '{first}' and date '{last}'
    """
    return during / shop.query(sql.format(**days))[0][0]


def test_one_brought_buyers_and_the_other_none(whole_shop, promotions):
    assert measure_conversion(whole_shop, promotions["SPRING15"]) > 1.4
    assert 0.7 < measure_conversion(whole_shop, promotions["CLEAROUT25"]) < 1.3


@pytest.mark.parametrize("code", ["SPRING15", "CLEAROUT25"])
def test_most_orders_of_its_days_use_it_and_none_of_others(whole_shop, promotions, code):
    promotion = promotions[code]
    sql = """
        with placed as (
            select order_id, any_value(ordered_at)::date as day, any_value(coupon_code) as code
            from orders where order_id like 'o%' group by 1
        )
        select avg((code = '{0}')::int) filter (day between '{1}' and '{2}'),
            count(*) filter (code = '{0}' and not day between '{1}' and '{2}')
        from (select order_id, day, coalesce(code, '') as code from placed)
    """
    ((share, beyond),) = whole_shop.query(sql.format(code, promotion["first_date"], promotion["last_date"]))
    assert share == pytest.approx(float(promotion["used_share"]), abs=0.08)
    assert beyond == 0
