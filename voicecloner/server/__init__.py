"""The program over HTTP: what OpenAI's client asks for, and the library of voices, for programs on this computer.

`running.serve` starts it. It needs the packages of the extra ``server``, which are imported here and nowhere else.
"""
