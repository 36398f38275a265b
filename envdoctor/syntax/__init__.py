"""Parsers: text -> values with positions. Nothing is imported here, so that a user of one parser pays for that one.

Shell start-up files are read by a parser of our own. tree-sitter-bash was tried first: made for editors, it goes on
where a shell stops (an empty ``then``, a ``then`` before a carriage return), drops the carriage return that a shell
keeps in a word, joins assignments across lines, and does not know zsh's conditions. What a shell does not run must not
be read as if it did: a fix relies on it. The tests compare this reader with the real shells, value by value.
"""
