"""Plots for the metadata of assets: pictures inside Markdown."""

import base64

import dagster as dg

OPENING = "![plot]("


def put_pictures_first(metadata: dict[str, object]) -> dict[str, object]:
    """Return the metadata with its pictures before all else, in their order."""
    return dict(sorted(metadata.items(), key=lambda entry: not is_picture(entry[1])))


def is_picture(value: object) -> bool:
    return isinstance(value, dg.MarkdownMetadataValue) and str(value.value).startswith(OPENING)


def show_picture(picture: bytes) -> dg.MetadataValue:
    """Return a PNG inside Markdown."""
    return dg.MetadataValue.md(f"{OPENING}data:image/png;base64,{base64.b64encode(picture).decode()})")
