"""What is done to the lake: load days, seal them, erase people, copy it. Nothing below imports from here."""
