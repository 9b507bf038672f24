"""A mapping that names what the contract does not have stops: passed over, the column would be empty without a word."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DBT_PROJECT = Path(__file__).parents[2] / "dbt_project"
SLIPS = [
    ("{'order_id': 'a', 'discount': 'b'}", "names 'discount', which is not a column of the contract table orders. Is"),
    ("{'zzz': 'a'}", "names 'zzz', which is not a column of the contract table orders. It has order_id, user_id, "),
    ("{}, times={'status': 'a'}", "names 'status', which is not a time of the contract table orders. It has ordered"),
    ("{}, numbers={'shipping': '1'}", "names 'shipping', which is not a number of the contract table orders. Is ship"),
]


@pytest.fixture(scope="module")
def target(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("dbt_target")


def compile_mapping(target: Path, arguments: str) -> subprocess.CompletedProcess:
    """What dbt makes of a mapping of the shop's orders with these columns."""
    sql = "{{ map_to_contract('shop', 'orders', 'orders', " + arguments + ") }}"
    dbt = [Path(sys.executable).parent / "dbt", "--quiet", "compile", "--inline", sql]
    return subprocess.run(
        [*dbt, "--target-path", target, "--log-path", target],
        cwd=DBT_PROJECT,
        env=os.environ | {"CARTOGRAPH_HOME": str(target)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("arguments", "message"), SLIPS)
def test_a_mapping_of_no_column_of_the_contract_is_refused_by_name(target, arguments, message):
    done = compile_mapping(target, arguments)
    assert done.returncode != 0
    assert f"The mapping of shop/orders {message}" in done.stdout + done.stderr


def test_a_mapping_of_columns_of_the_contract_compiles(target):
    done = compile_mapping(target, "{'order_id': 'a', 'discount_amount': 'b'}, numbers={'tax_amount': 1}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "as discount_amount" in done.stdout


def test_what_a_file_lacks_is_known_over_a_relation_and_of_what_the_mapping_computes(target):
    done = compile_mapping(
        target, "{'region': 'channel'}, numbers={'tax_amount': 'shipping_amount * 2'}, relation='of_the_day'"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "like '%,channel,%' then 'region,'" in done.stdout
    assert "like '%,shipping_amount,%' then 'tax_amount,'" in done.stdout
