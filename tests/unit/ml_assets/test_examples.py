"""The example in each algorithm's package is true."""

import doctest
import importlib
import pkgutil

import pytest

import ml_assets

# Plots give pictures, not tables.
PACKAGES = [package.name for package in pkgutil.iter_modules(ml_assets.__path__) if package.ispkg]
ALGORITHMS = [name for name in PACKAGES if name != "plots"]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_the_example_is_true(name):
    found = doctest.testmod(importlib.import_module(f"ml_assets.{name}"))
    assert found.attempted
    assert not found.failed
