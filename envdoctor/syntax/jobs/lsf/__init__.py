"""The reader of ``#BSUB`` directives, with ``-gpu`` and ``-R`` strings."""
