"""conda: where it writes, and what in its settings does not work as it looks."""
