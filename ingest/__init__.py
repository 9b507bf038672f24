"""Landing files to the lake: the same rows, every column text, with the file and the row each came from."""
