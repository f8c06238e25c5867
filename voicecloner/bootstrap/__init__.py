"""Composition root: the only place that names concrete classes and wires them together, a class for each room.

A room's class draws on those it inherits from, and on no others.
"""

from voicecloner.bootstrap.application import Application

__all__ = ["Application"]
