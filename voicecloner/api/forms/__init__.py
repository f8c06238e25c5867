"""The form of every answer in JSON: mypy holds the functions of `voicecloner.api.answers` against it, and
`voicecloner.api.json_schema` tells it to others.

A key stays what it is, more may come beside it. docs/command-line.md says what the names mean.
"""
