"""The orders that one more contact is expected to cost: those of a user who was written to lately."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ml_assets.campaign_worth.measures import ERRORS_A_SIDE
from ml_assets.columns import read_ids, read_numbers, require_columns, round_shares

PRESSURE = ("contact_count", "difference", "difference_low", "difference_high")


def find_pressure(
    users: pa.Array, chances: np.ndarray, messages: pa.Table, pressure: pa.Table, prior: float
) -> np.ndarray:
    """Return the orders that one more contact costs each candidate's user.

    users: of the candidates. chances: those of an order of these users (NaN: unknown, and taken as usual). messages:
    user_id, a row a message of the last days. pressure: PRESSURE, what one more message did to those who had so many in
    these days; the last count stands for more, too. prior: orders that a second message costs where nothing was
    measured.

    Who was written to once loses the cost of a second message, who was twice that of a third. Who was not loses nothing
    yet; but of those who are written to at all a share is written to again, and bears the cost of a second message
    then: so it is charged to the first by that share. All of it is in proportion to the user's chance to order: keen
    buyers have more to lose.
    """
    counted = pc.value_counts(read_ids(messages, "user_id", "messages").combine_chunks())
    written, counts = counted.field("values"), counted.field("counts").to_numpy()
    costs = list_costs(pressure, prior, most=int(counts.max(initial=1)))
    costs[0] = costs[1] * np.mean(counts > 1) if len(counts) else 0.0
    place = pc.fill_null(pc.index_in(users, value_set=written), -1).to_numpy()
    of_users = np.append(counts, 0)[place]
    known = chances[~np.isnan(chances)]
    usual = known.mean() if len(known) else 0.0
    relative = np.where(np.isnan(chances), 1.0, chances / usual) if usual > 0 else np.ones(len(chances))
    return round_shares(costs[of_users] * relative)


def list_costs(pressure: pa.Table, prior: float, most: int) -> np.ndarray:
    """Return by number of messages received, 0 to `most`, the orders that one more costs a usual user; 0 for the first.

    Measured is the effect of one more after none less that after so many, drawn to the prior by how sure it is, as
    effects are: the prior is that each further message costs as much again. No cost is below 0.
    """
    require_columns(pressure, PRESSURE, "pressure")
    count, effect, low, high = (read_numbers(pressure, name, "pressure") for name in PRESSURE)
    errors = (high - low) / (2 * ERRORS_A_SIDE)
    known = {int(n): at for at, n in enumerate(count) if errors[at] > 0}
    costs = prior * np.arange(most + 1, dtype=float)
    if 0 not in known:
        return costs
    for number in range(1, most + 1):
        at = known.get(min(number, int(count.max())))
        if at is None or not costs[number]:
            continue
        error = np.hypot(errors[at], errors[known[0]])
        weight = costs[number] ** 2 / (costs[number] ** 2 + error**2)
        costs[number] = max(weight * (effect[known[0]] - effect[at]) + (1 - weight) * costs[number], 0.0)
    return costs
