"""What is shown of a run, one file a format. Nothing else in the program renders."""

from envdoctor.report.value import Header, Report, exit_code, in_order

__all__ = ["Header", "Report", "exit_code", "in_order"]
