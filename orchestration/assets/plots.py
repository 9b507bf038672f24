"""Plots for the metadata of assets: pictures inside Markdown."""

import base64

import dagster as dg


def show_picture(picture: bytes) -> dg.MetadataValue:
    """Return a PNG inside Markdown."""
    return dg.MetadataValue.md(f"![plot](data:image/png;base64,{base64.b64encode(picture).decode()})")
