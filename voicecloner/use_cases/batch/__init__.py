"""Batches: many lines of a table, spoken into numbered files; and the tables that batches are read from."""
