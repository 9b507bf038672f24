"""The shop on the morning of its last load day, who reads what it publishes, and Online Retail whole."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from real_files import land
from shop_home import ShopHome

# A small shop is planned rather than computed: compiling each query to Java code would take most of the time.
SPARK_SETTINGS = """
spark.master local[1]
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
"""


@pytest.fixture(scope="session")
def readers(request) -> int:
    """How many read the published file beside a run."""
    return request.config.option.readers


@pytest.fixture
def seconds_of_a_run(built_shop) -> float:
    """How long an undisturbed run over two load days takes, from the start of its process."""
    return float((built_shop.path / "seconds").read_text())


@pytest.fixture
def begin_day(yesterday, small_shop, new_home) -> Iterator[Callable[[], ShopHome]]:
    """A function that gives yesterday's home with today's files: the last load day, and one that came late."""
    homes = []

    def begin() -> ShopHome:
        homes.append(new_home())
        shutil.copytree(yesterday.path, homes[-1].path, dirs_exist_ok=True)
        homes[-1].take_load_days(small_shop)
        return homes[-1]

    yield begin
    for home in homes:
        shutil.rmtree(home.path)


@pytest.fixture
def today(begin_day) -> ShopHome:
    """Yesterday's home with today's files."""
    return begin_day()


@pytest.fixture(scope="session")
def online_retail(make_once, shared_data) -> ShopHome:
    """Online Retail as one load day, after one run. Read only."""

    def build(home: ShopHome) -> None:
        land("online_retail", shared_data, home.landing)
        home.run_daily()

    return make_once("online_retail", build)


@pytest.fixture(scope="session")
def quick_spark(tmp_path_factory):
    pytest.importorskip(
        "pyspark", reason="without the extra spark: .venv/bin/pip install -c constraints.txt -e '.[spark]'"
    )
    settings = tmp_path_factory.mktemp("spark_settings")
    (settings / "spark-defaults.conf").write_text(SPARK_SETTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_CONF_DIR", str(settings))
        yield
