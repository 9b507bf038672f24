"""What a run will make of landing, said before it: nothing is written."""
