"""The reader of ``#PBS`` directives."""
