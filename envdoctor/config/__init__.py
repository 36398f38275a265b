"""The policy: files and flags become one frozen :class:`Config` that knows where each of its keys comes from.

Later layers win, key by key: built-in, ``/etc/envdoctor/envdoctor.yaml`` (which may lock keys), the user's, the
project's, ``--config FILE``, flags.
"""

from envdoctor.config.load import Flags, load
from envdoctor.config.options import check_names, options_for, severity_of
from envdoctor.config.values import Config, DataDisk, Fix, Full, Home, Rules, Small, Storage

__all__ = [
    "Config",
    "DataDisk",
    "Fix",
    "Flags",
    "Full",
    "Home",
    "Rules",
    "Small",
    "Storage",
    "check_names",
    "load",
    "options_for",
    "severity_of",
]
