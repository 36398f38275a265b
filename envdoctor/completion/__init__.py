"""Completion scripts for shells: everything is in the script, so that nothing is run when TAB is pressed."""

from envdoctor.completion.values import Command, Option, Words

__all__ = ["Command", "Option", "Words"]
