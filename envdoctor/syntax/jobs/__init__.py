"""Readers of job scripts: directives of Slurm, LSF and PBS, and the shell code below them."""
