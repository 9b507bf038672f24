"""Small shops for tests of worth: candidates, what is known of their users, and what was measured."""

from collections.abc import Iterable

import numpy as np
import pyarrow as pa

from ml_assets.campaign_cells import CAMPAIGN_CELLS
from ml_assets.campaign_effects import CAMPAIGN_RESULTS
from ml_assets.campaign_worth import WorthInputs, WorthRules
from ml_assets.campaign_worth.pressure import PRESSURE

TEXT, NUMBER = pa.string(), pa.float64()
# How long users are known matters only where a test says so.
RULES = WorthRules(
    sure_buyer_share=0.2,
    coupon_known_days=0,
    coupon_evidence_orders=2,
    coupon_effect_factor=1.5,
    pressure_prior_orders=0.03,
)
CANDIDATES = pa.schema(
    [
        *((name, TEXT) for name in ("user_id", "trigger", "item_id", "category_id", "same_as", "offers")),
        *((name, NUMBER) for name in ("prior_effect_orders", "net_an_order", "margin_an_order", "channel_cost")),
        *(("allows_offer", pa.bool_()), ("window_days", pa.int64()), ("refused_by", TEXT), ("refusal", TEXT)),
    ]
)
TRAITS = pa.schema([(name, TEXT) for name in ("user_id", "trait", "trait_value")])
PROPENSITIES = pa.schema([("user_id", TEXT), ("order_probability", NUMBER), ("status", TEXT)])
HABITS = pa.schema(
    [
        *(("user_id", TEXT), ("order_count", pa.int64()), ("coupon_saved_share", NUMBER)),
        *(("shrunk_coupon_order_share", NUMBER), ("known_days", pa.int64())),
    ]
)


MESSAGES = pa.schema([("user_id", TEXT)])
PRESSURES = pa.schema([("contact_count", pa.int64()), *((name, NUMBER) for name in PRESSURE[1:])])


def list_offers(*depths: int) -> pa.Table:
    """The message alone, and coupons of these per cents."""
    rows = [{"offer": "none", "depth_share": 0.0, "is_coupon": False}]
    rows += [{"offer": f"coupon_{depth}", "depth_share": depth / 100, "is_coupon": True} for depth in depths]
    return pa.Table.from_pylist([row | {"cost_amount": 0.0} for row in rows])


def make_row(user: str, trigger: str, item: str | None = "i", **other: object) -> dict:
    row = dict.fromkeys(CANDIDATES.names) | {"user_id": user, "trigger": trigger, "item_id": item}
    row |= {"prior_effect_orders": 0.03, "allows_offer": True, "offers": "none", "window_days": 30}
    return row | {"net_an_order": 100.0, "margin_an_order": 40.0, "channel_cost": 0.01} | other


def make_result(trigger: str, effect: float | None = None, error: float = 0.03, **other: object) -> dict:
    """A row of campaign_results about the orders of everyone."""
    row = {"trigger": trigger, "segment": "everyone", "outcome": "orders"} | _measure("effect", effect, error)
    return row | {"is_deciding": False, "is_parked": False} | other


def make_cell(trigger: str, trait: str, value: str, effect: float, error: float = 0.03, **other: object) -> dict:
    """A row of campaign_cells about the orders of a cell where telling people apart was better."""
    row = {"trigger": trigger, "outcome": "orders", "trait": trait, "trait_value": value, "status": "own_figure"}
    return row | _measure("used_effect", effect, error) | {"is_left_alone": False} | other


def make_worth_inputs(
    candidates: Iterable[dict],
    *,
    traits: Iterable[tuple[str, str, str]] = (),
    chances: dict[str, float | None] | None = None,
    status: str = "better_than_naive",
    habits: Iterable[tuple] = (),
    offers: pa.Table | None = None,
    messages: Iterable[str] = (),
    pressure: Iterable[tuple] = (),
    results: Iterable[dict] = (),
    cells: Iterable[dict] = (),
    rules: WorthRules = RULES,
) -> WorthInputs:
    """messages: users, each once a message. pressure: messages received, what one more did, its error."""
    return WorthInputs(
        pa.Table.from_pylist(list(candidates), CANDIDATES),
        _make_table(traits, TRAITS),
        _make_table([(user, chance, status) for user, chance in (chances or {}).items()], PROPENSITIES),
        # Those of whom a test says nothing else are not known for long.
        _make_table([(*row, 1) if len(row) < len(HABITS) else row for row in habits], HABITS),
        list_offers(5, 10, 15) if offers is None else offers,
        _make_table([(user,) for user in messages], MESSAGES),
        _make_table([(n, d, d - 1.959964 * error, d + 1.959964 * error) for n, d, error in pressure], PRESSURES),
        _fill(results, CAMPAIGN_RESULTS),
        _fill(cells, CAMPAIGN_CELLS),
        rules,
    )


def make_random_worth_inputs(seed: int, users: int = 30, triggers: int = 4) -> WorthInputs:
    """A shop of chance, in which much is unknown."""
    random = np.random.default_rng(seed)

    def pick(*choices: object) -> object:
        return choices[random.integers(0, len(choices))]

    values, names = ("new", "active", None), [f"u{n}" for n in range(users)]
    candidates = [
        make_row(
            *(user, f"t{trigger}", pick("i", "j")),
            same_as=f"old{trigger}" if trigger % 2 else None,
            allows_offer=trigger != 1,
            offers=pick("none", "none;coupon_5;coupon_10", "coupon_10;coupon_15", None),
            net_an_order=pick(100.0, None),
            margin_an_order=pick(40.0, -3.0, None),
            refused_by=pick(None, None, "no_consent"),
        )
        for user in names
        for trigger in range(triggers)
        if random.random() < 0.7
    ]
    known = [f"{kind}{trigger}" for kind in ("t", "old") for trigger in range(triggers) if random.random() < 0.7]
    results = [
        make_result(name, random.normal(0, 0.05), is_deciding=True, is_parked=pick(True, False)) for name in known
    ]
    cells = [
        make_cell(name, "lifecycle", pick("new", "active"), random.normal(0, 0.05), is_left_alone=pick(True, False))
        for name in known
        if random.random() < 0.5
    ]
    return make_worth_inputs(
        candidates,
        traits=[(user, "lifecycle", pick(*values)) for user in names],
        chances={user: pick(None, random.random()) for user in names if random.random() < 0.9},
        habits=[
            (user, int(random.integers(1, 5)), pick(None, 0.04, 0.12), pick(None, random.random()))
            for user in names
            if random.random() < 0.8
        ],
        results=results,
        cells=cells,
    )


def _measure(name: str, effect: float | None, error: float) -> dict:
    """An effect, and the interval that has this error."""
    if effect is None:
        return {name: None, "valid_low": None, "valid_high": None}
    return {name: effect, "valid_low": effect - 1.959964 * error, "valid_high": effect + 1.959964 * error}


def _make_table(rows: Iterable[tuple], shape: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(shape.names, row, strict=True)) for row in rows], shape)


def _fill(rows: Iterable[dict], shape: pa.Schema) -> pa.Table:
    """Rows of a table that Python makes, of which the columns not named are empty."""
    return pa.Table.from_pylist(list(rows), pa.schema([pa.field(field.name, field.type) for field in shape]))
