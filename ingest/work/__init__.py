"""What is done to the lake: load days, condense them, erase people, copy it. Nothing below imports from here."""
