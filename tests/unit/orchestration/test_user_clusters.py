"""The dates of clusters: fitted on a month-end, the same all through the month."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.clusters.users import assign_user_clusters
from orchestration.assets.user_clusters import UserClustersConfig, fit, split_dates

APRIL, MAY = date(2025, 4, 30), date(2025, 5, 31)


def make_attributes(day: date, users: int, growth: float = 1.0) -> pa.Table:
    random = np.random.default_rng(7)
    orders = np.where(np.arange(users) % 3 == 0, 20, 2) + random.integers(0, 2, users)
    return pa.table(
        {
            "user_id": [f"u{number:03}" for number in range(users)],
            "as_of_date": [day] * users,
            "order_count": (orders * growth).astype(int),
            "net_amount": orders * growth * 10.0,
        }
    )


def test_all_days_of_a_month_share_centres_and_ids():
    month_ends = pa.concat_tables([make_attributes(APRIL, 60), make_attributes(MAY, 90)])
    early, late = date(2025, 6, 1), date(2025, 6, 30)
    models = []
    for today in (make_attributes(early, 95), make_attributes(late, 200, growth=3)):
        day = today["as_of_date"][0].as_py()
        dates = split_dates(pa.concat_tables([today, month_ends]), day)
        assert (dates.fitted_on, dates.fitted.num_rows, dates.former.num_rows) == (MAY, 90, 60)
        assert dates.today.num_rows == today.num_rows
        models.append(fit(dates.fitted, UserClustersConfig()))
    assert models[0].centers.tolist() == models[1].centers.tolist()
    someone = make_attributes(early, 3).drop_columns("as_of_date")
    ids = [assign_user_clusters(model, someone)["cluster_id"].to_pylist() for model in models]
    assert ids[0] == ids[1]
    assert ids[0][0] == "1" != ids[0][1]


def test_a_shop_too_young_for_a_month_end_is_fitted_as_of_today():
    today = make_attributes(date(2025, 6, 3), 50)
    for month_end in (make_attributes(MAY, 9), make_attributes(MAY, 0)):
        dates = split_dates(pa.concat_tables([today, month_end.cast(today.schema)]), date(2025, 6, 3))
        assert dates.fitted is dates.today
        assert (dates.fitted_on, dates.former) == (date(2025, 6, 3), None)


def test_a_shop_without_orders_has_nobody_to_fit_on():
    dates = split_dates(make_attributes(MAY, 1).slice(0, 0), date(2025, 6, 3))
    assert (dates.today.num_rows, dates.fitted is dates.today) == (0, True)
    assert pc.count_distinct(dates.today["user_id"]).as_py() == 0
