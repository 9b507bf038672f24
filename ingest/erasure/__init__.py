"""Erasing a person from the lake, and keeping them out of it when their files come again."""
