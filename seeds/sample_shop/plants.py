"""Everything planted about how users decide, in one place; each draws from a stream of its own."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from seeds.sample_shop.catalogue import Catalogue
from seeds.sample_shop.consents import Consents
from seeds.sample_shop.contacts import Contacts
from seeds.sample_shop.devices import Devices
from seeds.sample_shop.elasticities import Elasticities
from seeds.sample_shop.events import Trace
from seeds.sample_shop.interests import Interests
from seeds.sample_shop.left_carts import REASONS, CartPlanner
from seeds.sample_shop.lines import Lines
from seeds.sample_shop.parameters import Parameters
from seeds.sample_shop.people import People
from seeds.sample_shop.persons import Persons
from seeds.sample_shop.visits import Carts, Touches, Visits
from seeds.sample_shop.waits import Waits


@dataclass
class Plants:
    """What is planted, and what it remembers from day to day."""

    persons: Persons
    elasticities: Elasticities
    devices: Devices
    interests: Interests
    planner: CartPlanner
    waits: Waits
    contacts: Contacts
    consents: Consents
    left: Path  # truth/left_carts.csv, written day by day

    @classmethod
    def of(
        cls,
        seed: int,
        folder: Path,
        people: People,
        catalogue: Catalogue,
        persons: Persons,
        elasticities: Elasticities,
        planted: Parameters,
        opening: int,
    ) -> "Plants":
        """Those of a shop in which nothing has happened yet; `folder` is that of the truth."""
        users, planner = len(people), CartPlanner(seed, catalogue, planted.left_carts)
        folder.mkdir(parents=True, exist_ok=True)
        left = folder / "left_carts.csv"
        left.write_text("session_key,user_id,item_id,left_at,reason,is_shown\n")
        return cls(
            persons,
            elasticities,
            Devices(seed, people, persons.first_account, planted.devices, opening),
            Interests(seed, users, catalogue, planted.interests),
            planner,
            Waits(seed, users, planted.left_carts, planner),
            Contacts(users, planted.contacts),
            Consents(seed, people, planted.consents),
            left,
        )

    def learn_day(
        self,
        day: int,
        midnight: int,
        stamp: str,
        visits: Visits,
        touches: Touches,
        trace: Trace,
        lines: Lines,
        carts: Carts,
        people: People,
        catalogue: Catalogue,
        price: np.ndarray,
    ) -> None:
        """End interests and waits by what was bought, and begin new waits by what was left in carts."""
        self.interests.learn_orders(day, visits, lines)
        self.waits.learn_orders(day, visits, lines)
        left = self.planner.list_left(trace, touches, lines, carts)
        items = len(catalogue)
        wished = (carts.wished & carts.is_gone).nonzero()[0]
        is_wished = np.isin(left.visit * items + left.item, touches.visit[wished] * items + touches.item[wished])
        self.waits.learn_left(day, visits, left, is_wished, price)
        user = visits.user[left.visit]
        left_at = pa.array(midnight + left.second).cast(pa.timestamp("s"))
        rows = zip(
            left.visit.tolist(),
            np.where(user >= 0, people.user_ids[user], ""),
            catalogue.item_ids[left.item],
            left_at.to_pylist(),
            left.reason.tolist(),
            left.is_shown.tolist(),
            strict=True,
        )
        with self.left.open("a") as file:
            file.writelines(
                f"s{stamp}-{visit},{user_id},{item_id},{at},{REASONS[reason]},{is_shown}\n"
                for visit, user_id, item_id, at, reason, is_shown in rows
            )
