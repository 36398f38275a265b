"""The one door to the system: every file, folder, disk and command is asked for as a probe and answered here.

Import from its modules: this one stays empty, so that the shortest path to an answer imports nothing it does not use.
"""
