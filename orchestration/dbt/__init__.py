"""dbt as Dagster runs it: the project, its manifest, its command line and how its models look."""
