"""Voices on their way between libraries: files of voices (bundles), and backups of a whole library."""
