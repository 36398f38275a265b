"""The Python programs that a job starts, by ``ast``."""
