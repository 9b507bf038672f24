"""What ingest remembers: which files the lake holds, which load days were dropped, who was erased."""
