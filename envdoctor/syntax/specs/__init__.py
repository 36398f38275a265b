"""Readers of job specs: JSON and YAML with positions, DPDispatcher's keys, the options of ``docker run``."""
