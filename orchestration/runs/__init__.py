"""A run: which load days it looks at, its lock and its logs, and why it fails, warns or is missing."""
