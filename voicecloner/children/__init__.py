"""Every process the program starts: how it is started, talked to, waited for and ended.

environment   what to start, and the variables it sees
child         the program's side: start, send, receive, last words, end
patience      how long somebody waits, and what ends the waiting earlier
messages      the frame in which both sides talk
printed       what a child prints: its last words, and its log
inside        the child's side: its pipes, its limits
"""
