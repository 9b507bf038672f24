"""Audiences as files below exports/: what a receiver takes in, as a whole and as what has changed since it last did."""
