"""Parsers: text -> values with positions. Nothing is imported here, so that a user of one parser pays for that one."""
