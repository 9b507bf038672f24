"""Load days whose event rows were dropped: what the lake keeps in their place."""
