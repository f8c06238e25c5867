"""Parts the pages are put together from."""
