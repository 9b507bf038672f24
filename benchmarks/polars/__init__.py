"""The warehouse's event facts and user facts as one would write them in Polars, a file for each part of the work."""
