"""Models that are found by their names: the list follows the folders."""

from orchestration.dbt.found_models import write_found_models


def test_the_list_follows_the_folders(tmp_path, monkeypatch):
    for folder in ("tags", "triggers"):
        (tmp_path / folder).mkdir()
    monkeypatch.setattr(
        "orchestration.dbt.found_models.FOLDERS", {"tag": tmp_path / "tags", "trigger": tmp_path / "triggers"}
    )
    monkeypatch.setattr("orchestration.dbt.found_models.FOUND_MODELS", tmp_path / "found_models.sql")
    for name in ("tag_b", "tag_a", "int_tag_dates"):
        (tmp_path / "tags" / f"{name}.sql").write_text("select 1")
    (tmp_path / "triggers" / "trigger_c.sql").write_text("select 1")
    write_found_models()
    assert 'return({"tag": ["a", "b"], "trigger": ["c"]})' in (tmp_path / "found_models.sql").read_text()
    (tmp_path / "triggers" / "trigger_c.sql").unlink()
    write_found_models()
    assert '"trigger": []' in (tmp_path / "found_models.sql").read_text()
