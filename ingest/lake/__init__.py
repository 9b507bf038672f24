"""Files of the lake: where they lie, how one is written, and whether it is still what was written."""
