"""The built-in rules: a pack like anyone's (``pack``), a folder a domain, a file a rule."""
