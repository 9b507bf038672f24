"""What is put back from a backup is cleaned of everybody who was ever erased."""

import shutil
from datetime import datetime

import pytest
from audience_lists import DAY, export, members
from plan_shops import TODAY, make_candidate, make_inputs

from ingest.books.erased_ids import hash_id
from ingest.books.erasures import Erasure, add_erasures
from ingest.errors import ErasureError
from ml_assets.campaign_plan import campaign_plan
from orchestration.commands.erase import erase as erase_again
from orchestration.outbound.erase import take_out_erased
from orchestration.outbound.exports.generations import list_generations
from orchestration.outbound.plan_ledger import read_plan, write_plan

KEY = "a secret"


def erase(home, user_id: str) -> None:
    day = datetime(2025, 5, 2)
    add_erasures(home, [Erasure(hash_id(KEY, user_id), [], [], [2], hash_id(KEY, "cartograph"), day, [], 1, 0, [])])


def test_a_ledger_and_exports_from_a_backup_lose_who_was_erased_since(home, monkeypatch, capsys):
    """By `make erase` of somebody who was erased already."""
    users = ("u1", "u2", "u3")
    write_plan(home, TODAY, campaign_plan(make_inputs([make_candidate(user, "cart") for user in users])))
    export(home, members(*users))
    for folder in (home.ledger, home.exports):
        shutil.copytree(folder, home.path / f"backup_of_{folder.name}")
    said = []
    take_out_erased(home, None, said.append)
    assert said == []
    for user in ("u1", "u2"):
        erase(home, user)
        take_out_erased(home, KEY, said.append)
    assert len(said) == 4
    for folder in (home.ledger, home.exports):
        shutil.rmtree(folder)
        (home.path / f"backup_of_{folder.name}").rename(folder)
    monkeypatch.setattr("orchestration.warehouse.erasures.find_unpublished", lambda _: [])
    assert erase_again(home, "u2", KEY) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "Erased from 1 plans of the ledger.",
        "Erased from the audiences best: whoever received them holds them still.",
    ]
    assert read_plan(home, TODAY)["user_id"].to_pylist() == ["u3"]
    [generation] = list_generations(home, "best")
    assert (generation.as_of_date, generation.read_rows()["external_id"].to_pylist()) == (DAY, ["u3"])
    take_out_erased(home, KEY, said.append)
    assert len(said) == 4
    with pytest.raises(ErasureError, match="is not the key"):
        take_out_erased(home, "another", said.append)
