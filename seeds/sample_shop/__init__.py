"""The sample shop: simulated, delivered file by file and day by day, with planted truths and counted dirt."""

from seeds.sample_shop.simulate import write_shop

__all__ = ["write_shop"]
