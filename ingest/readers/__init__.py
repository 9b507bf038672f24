"""One reader a format: a landing file in, batches of text rows out, a fault where a row cannot be read."""
