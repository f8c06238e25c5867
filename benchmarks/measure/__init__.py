"""The measure of spoken files: likeness by two ears, words, naturalness, pitch and pace.

`start.scores_of` hands a list of files to `judge`, which runs in an environment of its own; what comes back is a list
of `results.Score`.
"""
