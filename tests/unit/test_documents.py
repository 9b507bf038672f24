"""Documents name what is there: commands, folders, files, tables, and links that lead somewhere."""

import re
from pathlib import Path

import pytest

from ingest.contract import SOURCES
from orchestration.commands.describe_contract import CONTRACT_PAGE, describe_contract

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PAGES = [ROOT / "README.md", ROOT / "benchmarks" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
MAKEFILE = (ROOT / "Makefile").read_text()
# What a process tells its children, and nobody sets.
PASSED_ON = {"CARTOGRAPH_DBT_PARENT", "CARTOGRAPH_TERMINAL_FD"}


def read_prose(page: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text(), flags=re.M | re.S)


def list_anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", read_prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_readme_is_one_page():
    assert len(README.splitlines()) <= 110


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)\s]+)\)", read_prose(page)):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        if anchor:
            assert anchor in list_anchors(found), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_make_target_it_names_exists(page):
    text = page.read_text()
    named = re.findall(r"`make ([a-z-]+)", text) + re.findall(r"^make ([a-z-]+)", text, re.M)
    assert set(named) <= set(re.findall(r"^([a-z-]+):", MAKEFILE, re.M))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_it_names_exists(page):
    folders = "ingest|dbt_project|seeds|tests|orchestration|ml_assets|benchmarks"
    # A path in bold above a block is a file for the reader to write.
    text = re.sub(r"\*\*`[^`]+`\*\*\n\n```", "```", page.read_text())
    for path in re.findall(rf"`((?:{folders})/[\w./]+)`", text):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"`((?:macros|models)/[\w./]+)`", text):
        assert (ROOT / "dbt_project" / path).exists(), path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_model_it_names_exists(page):
    models = {path.stem for path in (ROOT / "dbt_project" / "models").rglob("*.sql")}
    assert set(re.findall(r"`(?:int|affected|stg)_[a-z_]+`", page.read_text())) <= {f"`{model}`" for model in models}


def test_every_folder_of_the_house_exists():
    tree = README.split("## The house")[1].split("```")[1]
    folders = re.findall(r"^([a-z_]+)/", tree, re.M)
    assert len(folders) >= 6
    for folder in folders:
        assert (ROOT / folder).is_dir(), folder


def test_every_command_for_the_operator_is_listed():
    operating = (ROOT / "docs" / "operating.md").read_text()
    targets = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.M))
    assert len(targets) > 10
    assert targets == set(re.findall(r"^\| `make ([a-z-]+)", operating, re.M))


def test_every_setting_is_listed():
    settings = re.findall(r"^\| `(CARTOGRAPH_\w+)`", (ROOT / "docs" / "operating.md").read_text(), re.M)
    code = [*(ROOT / "orchestration").rglob("*.py"), *(ROOT / "ingest").rglob("*.py")]
    code += [*(ROOT / "dbt_project").glob("*.yml"), *(ROOT / "dbt_project" / "macros").rglob("*.sql")]
    used = {name for path in code for name in re.findall(r"CARTOGRAPH_[A-Z_]*[A-Z]", path.read_text())}
    assert used - PASSED_ON == set(settings)


def test_every_table_of_the_contract_is_offered():
    offered = (ROOT / "docs" / "bring_your_own_shop.md").read_text().split("## The tables of the contract")[1]
    assert re.findall(r"^\| ([a-z_]+) \|", offered.split("|---|---|---|")[1], re.M) == list(SOURCES["shop"].tables)


def test_every_warning_is_explained():
    warnings = {path.stem for path in (ROOT / "dbt_project" / "tests" / "warnings").glob("*.sql")}
    operating = (ROOT / "docs" / "operating.md").read_text()
    assert warnings == set(re.findall(r"^\| (warn_\w+) \|", operating, re.M))


def test_the_page_of_the_contract_is_current():
    assert CONTRACT_PAGE.read_text() == describe_contract(), "the contract has changed: run `make describe`"


def test_each_decision_is_a_claim_that_is_short():
    """A heading and three to eight lines of reason, or a few more where it is a list or a table."""
    for page in (ROOT / "docs" / "decisions").glob("*.md"):
        for decision in page.read_text().split("\n### ")[1:]:
            heading, *lines = decision.strip().splitlines()
            assert not heading.endswith((".", "?")), heading
            assert 1 <= sum(bool(line.strip()) for line in lines) <= 11, heading


def test_the_licence_is_named_where_it_is_looked_for():
    assert "Apache License" in (ROOT / "LICENSE").read_text()
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()
    assert "(LICENSE)" in README
