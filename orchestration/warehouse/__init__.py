"""The DuckDB files of a home: the warehouse, what is written into it, and what is published of it."""
