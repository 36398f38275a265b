"""A password or token stands in a script.

## Why is this bad?
A job script is read by more people than its author thinks: it is copied for the next student, pushed to a repository,
kept by the scheduler (`scontrol write batch_script`), and printed by `set -x`. Whoever reads the token can act in your
name.

## What to do
Make the token invalid where it was issued and get a new one. Keep it in a file that only you may read
(`chmod 600 ~/.config/secrets.env`) and read that in the job; many tools keep it by themselves (`hf auth login`,
`wandb login` at a prompt, `~/.netrc`).

## Fix safety
Nothing is changed: a token that was in a file has to be replaced, not only taken out. Its value is never shown.

## References
- scontrol(1), `write batch_script`.
"""

from __future__ import annotations

from collections.abc import Iterator

from envdoctor import Advise, Finding, Safety, Severity, msg, rule
from envdoctor.facts.jobs import Body
from envdoctor.facts.types import SourceFile
from envdoctor.syntax.jobs.pointing import Keys, at
from envdoctor.syntax.jobs.shell.secrets import secrets

ISSUERS = {
    "hugging_face": "Hugging Face",
    "github": "GitHub",
    "gitlab": "GitLab",
    "pypi": "PyPI",
    "npm": "npm",
    "slack": "Slack",
    "openai": "OpenAI",
    "aws": "AWS",
    "google": "Google",
    "wandb": "Weights & Biases",
}
ISSUED = msg("a token of {what} stands here: whoever reads the script can use it")
LOGIN = msg("a password stands in this address: whoever reads the script can use it")
NAMED = msg("the value of {what} stands here: whoever reads the script can use it")

RENEW = msg("make it invalid where it was issued, get a new one, and keep that in a file that only you can read")
CHANGE = msg("change the password, and keep the new one in a file that only you can read")


@rule("JOB503", "secret-in-script", severity=Severity.WARNING, fix=Safety.MANUAL)
def secret_in_script(source: SourceFile, body: Body) -> Iterator[Finding]:
    """One finding a secret."""
    keys = Keys()
    for secret in secrets(source.text, body):
        issuer = ISSUERS.get(secret.what)
        yield Finding(
            ISSUED if issuer else LOGIN if secret.what == "login" else NAMED,
            place=source.path,
            key=keys(secret.what),
            location=at(source.path, secret.span),
            wish=Advise(CHANGE if secret.what == "login" else RENEW),
            what=issuer or secret.what,
        )
