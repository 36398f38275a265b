"""``envdoctor init``: what a live scheduler and this account tell, written as a policy."""
