"""Which of dbt's models do what each file of the floor does, so that the two can be held side by side."""

import json
from pathlib import Path

# File of the floor -> the models that it stands for; what they are made of comes with them.
PARTS = {
    "events": ("events",),
    "stretches": ("int_visitor_stretches", "int_event_dates"),
    "event_days": ("event_days",),
    "event_hours": ("event_hours",),
    "user_days": ("user_days",),
    "sessions": ("sessions",),
    "user_items": ("user_items",),
    "order_terms": ("int_order_terms",),
    "newest_lines": ("current_order_lines",),
    "order_lines": ("order_lines",),
    "orders": ("orders",),
    "people_and_items": ("as_of", "current_users", "current_identities", "current_items", "current_reviews"),
    "accounts": ("int_user_accounts", "int_order_users"),
    "visitor_users": ("int_visitor_users",),
    "bought_lines": ("int_bought_lines",),
    "user_preferences": ("int_user_habits", "int_user_tastes"),
    "user_facts": ("user_facts",),
    "user_rfm": ("user_rfm",),
    "user_scores": ("int_user_scores",),
    "user_groups": ("user_groups", "user_group_months", "user_group_counts"),
}
MONEY_PARTS = ("order_terms", "newest_lines", "order_lines", "orders")
USER_PARTS = tuple(PARTS)[tuple(PARTS).index("accounts") :]


def sort_models(manifest: Path) -> dict[str, set[str]]:
    """Return for each file of the floor the models that do the same; each stands once, where it is first needed."""
    of_nodes = json.loads(manifest.read_text())["parent_map"]
    parents = {
        name_of(node): {name_of(parent) for parent in of_node if parent.startswith("model.")}
        for node, of_node in of_nodes.items()
        if node.startswith("model.")
    }
    sorted_models, seen = {}, set()
    for part, models in PARTS.items():
        sorted_models[part] = find_ancestors(models, parents) - seen
        seen |= sorted_models[part]
    return sorted_models


def find_ancestors(models: tuple[str, ...], parents: dict[str, set[str]]) -> set[str]:
    """Return these models and all that they are made of."""
    found, waiting = set(), list(models)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(parents[name])
    return found


def name_of(node: str) -> str:
    return node.split(".")[2]
