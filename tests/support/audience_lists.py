"""Lists of audiences, made of a few words, and what lies below exports/ read back."""

import hashlib
import json
from datetime import date, datetime

import pyarrow as pa

from ingest.books.erased_ids import ErasedIds, hash_id
from orchestration.outbound.exports.audience import MEMBERS, SENDS, Audience, AudienceList, make_list
from orchestration.outbound.exports.export import export_list
from orchestration.outbound.exports.generations import MANIFEST, find_folder
from orchestration.outbound.plan_ledger import read_plan

GROUP = Audience("best", "group", "high_value", ("csv", "jsonl", "newsletter", "customer_list"))
SEND = Audience("mails", "send_list", "email", ("csv", "jsonl"))
DAY = date(2025, 1, 31)
KEY = "a key of the test"


def members(*ids: str, audience: Audience = GROUP, day: date = DAY, **given) -> AudienceList:
    """A list of users who agreed to everything; `given`: values of all of them."""
    row = {"email_hash": None, "consent_email": True, "consent_ads": True, "user_group": "high_value"}
    rows = [row | {"rfm_segment": None, "external_id": user_id} | given for user_id in ids]
    return make_list(audience, day, pa.Table.from_pylist(rows, MEMBERS))


def sends(*ids: str, day: date = DAY, **given) -> AudienceList:
    """A list of messages, one to each user, whose decisions have the users' ids."""
    at = datetime(2025, 2, 1, 9)
    row = {"trigger": "cart_left", "channel": "email", "send_at": at, "send_at_local": at, "expires_at": at}
    rows = [row | {"external_id": user_id, "decision_id": user_id} | given for user_id in ids]
    return make_list(SEND, day, pa.Table.from_pylist(rows, SENDS))


def list_messages(home, day: date = DAY) -> AudienceList:
    """The list that is made of what the plan of a day sends by e-mail."""
    rows = read_plan(home, day).rename_columns({"user_id": "external_id"}).to_pylist()
    sent = [row for row in rows if (row["decision"], row["channel"]) == ("send", "email")]
    return make_list(
        SEND, day, pa.Table.from_pylist([{name: row[name] for name in SENDS.names} for row in sent], SENDS)
    )


def count_up(count: int, *, since: int = 0) -> list[str]:
    """So many ids."""
    return [f"u{number:03}" for number in range(since, since + count)]


def erased(*ids: str) -> ErasedIds:
    """Who of users was erased."""
    hashes, nobody = frozenset(hash_id(KEY, user_id) for user_id in ids), frozenset()
    return ErasedIds(hashes, nobody, nobody, nobody, nobody, lambda text: hash_id(KEY, text))


def export(home, current: AudienceList, minimum_users: int = 1, **given):
    return export_list(home, current, minimum_users, **given)


def check_whole(folder) -> dict:
    """Return the manifest, once every file is found to be as it says, and no other is there."""
    manifest = json.loads((folder / MANIFEST).read_text())
    for file in manifest["files"]:
        content = (folder / file["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"]), file["name"]
    names = {file["name"] for file in manifest["files"]} | {MANIFEST, "acknowledged"}
    assert {path.name for path in folder.iterdir()} <= names
    return manifest


def count_rows(folder) -> dict[str, int]:
    """Rows by file, as the manifest says."""
    return {file["name"]: file["rows"] for file in check_whole(folder)["files"]}


def list_folder(home, decision):
    """Return the folder of the generation that a decision wrote."""
    return find_folder(home, decision.listed.audience, decision.listed.as_of_date, decision.generation)
