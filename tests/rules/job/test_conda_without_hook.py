from __future__ import annotations

import pytest
from envdoctor_rules.job.conda_without_hook import OTHER, UNKNOWN, conda_without_hook

from envdoctor import Advise, Severity
from envdoctor.facts.types import SourceFile
from envdoctor.testing import findings, fixed, offends, passes

JOB = "#!/bin/bash\n#SBATCH -n 1\n"


def test_points_at_the_first_call() -> None:
    [found] = offends(
        conda_without_hook,
        """
        #!/bin/bash
        #SBATCH --time=1:00:00
        module load cuda/12.1
        conda activate train
        ^^^^^^^^^^^^^^^^^^^^
        python train.py
        conda activate other
        """,
        path="train.sbatch",
    )
    assert (found.template, found.key, found.severity) == (UNKNOWN, "conda", None)


def test_nothing_is_inherited_with_export_none() -> None:
    text = "#!/bin/bash\n#SBATCH --export=NONE\nconda activate x\n^^^^^^^^^^^^^^^^\n"
    assert offends(conda_without_hook, text, path="a.sbatch")[0].severity is Severity.ERROR


def test_an_exit_is_no_other_way() -> None:
    offends(conda_without_hook, f"{JOB}conda activate y || exit 1\n^^^^^^^^^^^^^^^^\n", path="a.sbatch")


def test_mamba_has_its_own_hook() -> None:
    [found] = offends(conda_without_hook, f"{JOB}mamba activate x\n^^^^^^^^^^^^^^^^\n", path="a.sbatch")
    assert found.template == OTHER
    assert isinstance(found.wish, Advise)


def test_fix() -> None:
    fixed(
        conda_without_hook,
        f"{JOB}if true; then\n  conda activate é\nfi\npython a.py\n",
        f'{JOB}if true; then\n  eval "$(conda shell.bash hook)"\n  conda activate é\nfi\npython a.py\n',
        path="a.sbatch",
    )


HOOK = 'eval "$(conda shell.bash hook)"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "case a in a) :;;\nb) conda activate y\nesac\n"),
        ("case a in a) :;;\nb)\n", "  conda activate y\nesac\n"),
        ("", "x=(1\n2) conda activate y\n"),
        ("", "[ -d e ] &&\nconda activate y\n"),
        ("", "[ -d e ] ||\nconda activate y\n"),
        ("", "foo |\nconda activate y\n"),
        ("", "if [ 1 ] &&\n conda activate y\nthen :\nfi\n"),
        ("", "if a\nthen :\nelif conda activate y\nthen :\nfi\n"),
        ("if a\nthen :\nelse\n", "conda activate y\nfi\n"),
        ("for a in b; do\n", "conda activate y; done\n"),
        ("", "for a in b; do conda activate y; done\n"),
        ("(\n", "conda activate y\npython a.py\n)\n"),
        ("f() {\n", "conda activate y\n}\nf\n"),
        ("", "A=1 conda activate y && python a.py\n"),
        ("cat <<E\n  x\nE\n", "conda activate y\n"),
    ],
)
def test_the_hook_comes_before_a_statement_that_begins_its_line(before: str, after: str) -> None:
    hook = " " * (len(after) - len(after.lstrip(" "))) + HOOK
    fixed(conda_without_hook, f"{JOB}{before}{after}", f"{JOB}{before}{hook}{after}", path="a.sbatch")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'if [ "$1" = a ]; then\n  conda activate x\nelse\n  conda activate y\nfi\n'),
        ("", "if a; then\n  conda activate x\nelif b; then\n  conda activate y\nfi\n"),
        ("", "case $1 in\na)\n  conda activate x\n;;\nb)\n  conda activate y\nesac\n"),
        ("", "f() {\n  conda activate x\n}\ng() {\n  conda activate y\n}\ng\nf\n"),
        ("", "f() {\n  conda activate x\n}\nconda activate y\nf\n"),
        ("", "(\nconda activate x\n)\nconda activate y\n"),
        ("if a; then\n", "if b; then\nconda activate x\nelse\nconda activate y\nfi\nfi\n"),
        ("f() {\n", "conda activate x\nconda activate y\n}\nf\n"),
        ("export PATH=/opt/conda/bin:$PATH\n", "if a; then\n  conda activate x\nfi\nconda activate y\n"),
        ("", "conda activate x\nexport PATH=/opt/bin:$PATH\nif a; then\n  conda activate y\nfi\n"),
    ],
)
def test_the_hook_reaches_every_activation(before: str, after: str) -> None:
    fixed(conda_without_hook, f"{JOB}{before}{after}", f"{JOB}{before}{HOOK}{after}", path="a.sbatch")


@pytest.mark.parametrize(
    "code",
    [
        "f() {\n  conda activate x\n}\nexport PATH=/opt/conda/bin:$PATH\nf\nconda activate y\n",
        "if a; then\n  conda activate x\nelse\n  PATH=/b:$PATH\n  conda activate y\nfi\n",
        "conda activate x\nbash -c 'conda activate y'\n",
        "conda activate x\nmamba activate y\n",
    ],
)
def test_nothing_is_written_that_would_not_reach_all(code: str) -> None:
    [found] = findings(conda_without_hook, source=SourceFile("a.sbatch", f"{JOB}{code}", form="job"))
    assert isinstance(found.wish, Advise)


@pytest.mark.parametrize(
    "code",
    [
        'echo "a\nb"; conda activate y\n',
        "cat <<E\nb\nE\ntrue; conda activate y\n",
        "a \\\n; conda activate y\n",
        "true; \\\nconda activate y\n",
        "bash -c 'conda activate y; python a.py'\n",
        "echo `a\nb`; conda activate y\n",
    ],
)
def test_nothing_is_written_where_no_place_is_sure(code: str) -> None:
    for found in findings(conda_without_hook, source=SourceFile("a.sbatch", f"{JOB}{code}", form="job")):
        assert isinstance(found.wish, Advise)


def test_a_function_runs_where_it_is_called() -> None:
    late = f'{JOB}f() {{ conda activate "$1"; }}\nsource ~/miniconda3/etc/profile.d/conda.sh\nf env\n'
    passes(conda_without_hook, late, path="a.sbatch")
    passes(conda_without_hook, f"{JOB}f() {{ conda activate y; }}\n", path="a.sbatch")
    early = f"{JOB}f() {{\nconda activate y\n^^^^^^^^^^^^^^^^\n}}\nf\nsource ~/miniconda3/etc/profile.d/conda.sh\n"
    offends(conda_without_hook, early, path="a.sbatch")


@pytest.mark.parametrize(
    "text",
    [
        f"{JOB}conda activate y || source activate y\n",
        f"{JOB}conda activate y 2>/dev/null || {{ . /opt/conda/bin/activate y; }}\n",
        f"{JOB}cd a && conda activate y || source activate y\n",
        f'{JOB}eval "$(conda shell.bash hook)"\nconda activate x\n',
        f"{JOB}source ~/miniconda3/etc/profile.d/conda.sh\nconda activate x\n",
        f"{JOB}source ~/.bashrc\nconda activate x\n",
        f"{JOB}module load anaconda3\nconda activate x\n",
        f"{JOB}module --quiet load miniconda/3\nconda activate x\n",
        f"{JOB}uenv miniconda\nconda activate x\n",
        f"{JOB}source activate x\n",
        f"{JOB}conda run -n x python a.py\n",
        f"{JOB}# conda activate x\necho 'conda activate x'\n",
        f"{JOB}cat > x.sh <<E\nconda activate x\nE\n",
        "#!/bin/bash -l\n#SBATCH -n 1\nconda activate x\n",
        "#!/bin/bash\n#PBS -l walltime=1:00:00\nconda activate x\n",
        "#!/bin/zsh\n#SBATCH -n 1\nconda activate x\n",
    ],
)
def test_healthy(text: str) -> None:
    passes(conda_without_hook, text, path="a.sbatch")
