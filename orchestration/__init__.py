"""Dagster: the assets over ingest, dbt and the algorithms, the daily job, its schedule, and publishing."""
