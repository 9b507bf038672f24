"""Clusters of users and of items: how many there are, who is in them, and what they are like in words."""
