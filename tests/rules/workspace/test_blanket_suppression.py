from __future__ import annotations

from envdoctor_rules.workspace.blanket_suppression import blanket_suppression

from envdoctor.testing import offends, passes


def test_a_comment_without_a_rule() -> None:
    offends(
        blanket_suppression,
        """
        #!/bin/bash
        #SBATCH --mem=16 # envdoctor: ignore
                         ^^^^^^^^^^^^^^^^^^^
        # envdoctor: ignore[] whatever
        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        """,
        path="train.sbatch",
    )


def test_a_comment_that_names_one() -> None:
    passes(blanket_suppression, "x # envdoctor: ignore[SLU125]\n")
    passes(blanket_suppression, "# envdoctor: ignore-file[SLU125]\n")
