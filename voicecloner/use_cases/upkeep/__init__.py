"""Models, engines, settings, and whether all is well."""
