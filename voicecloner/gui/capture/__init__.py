"""The page Capture: record or import, review, name and create."""
