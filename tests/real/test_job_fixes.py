"""Scripts after their safe fixes, read by a real ``sbatch`` as their authors meant, and by bash."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from envdoctor_rules.job.dos_line_ends import dos_line_ends
from envdoctor_rules.job.text_before_shebang import text_before_shebang
from envdoctor_rules.job.unicode_look_alike import unicode_look_alike
from envdoctor_rules.slurm.abbreviated_option import abbreviated_option
from envdoctor_rules.slurm.dropped_mail_type import dropped_mail_type
from envdoctor_rules.slurm.late_directive import late_directive
from envdoctor_rules.slurm.literal_variable import literal_variable
from envdoctor_rules.slurm.look_alike_directive import look_alike_directive
from envdoctor_rules.slurm.malformed_value import malformed_value
from envdoctor_rules.slurm.misplaced_equals import misplaced_equals
from envdoctor_rules.slurm.single_dash_long_option import single_dash_long_option
from envdoctor_rules.slurm.small_memory import small_memory
from envdoctor_rules.slurm.stray_word import stray_word
from envdoctor_rules.slurm.trailing_backslash import trailing_backslash
from envdoctor_rules.slurm.unknown_option import unknown_option
from host import need
from sbatch_oracle import Sbatch

from envdoctor import ReplaceSpan
from envdoctor.facts.types import SourceFile
from envdoctor.model import Rule
from envdoctor.testing import apply_spans, findings

REFUSED, SAME, OTHER = "refused before", "read alike before", "read otherwise before"
CODE = "module load cuda\nif true; then python train.py; fi\n"
CASES: list[tuple[Rule, str, dict[str, str], str]] = [
    (unknown_option, "--cpus_per_task=4 -n 2", {"cpus-per-task": "4", "ntasks": "2"}, REFUSED),
    (unknown_option, "--mail_type=END --job_name x", {"mail-type": "END", "job-name": "x"}, REFUSED),
    (abbreviated_option, "--job=x --out logs/%j", {"job-name": "x", "output": "CWD/logs/%j"}, SAME),
    (malformed_value, "--mem=16GiB", {"mem": "16G"}, REFUSED),
    (malformed_value, "--mem=1.5G -n 2", {"mem": "1536", "ntasks": "2"}, REFUSED),
    (stray_word, "--mail-type=END, FAIL -n 2", {"mail-type": "END,FAIL", "ntasks": "2"}, REFUSED),
    (stray_word, "-J my job # text", {"job-name": "my job"}, REFUSED),
    (stray_word, "-n 2 (two tasks)", {"ntasks": "2"}, REFUSED),
    (stray_word, "--exclude=a1, a2", {"exclude": "a1,a2"}, REFUSED),
    (
        trailing_backslash,
        "-N 1 \\\n  --ntasks=2 \\\n  -c 3\n#SBATCH -J x",
        {"ntasks": "2", "cpus-per-task": "3", "job-name": "x"},
        OTHER,
    ),
    (misplaced_equals, "-J=foo", {"job-name": "foo"}, OTHER),
    (misplaced_equals, "-n=2 --cpus-per-task = 3", {"ntasks": "2", "cpus-per-task": "3"}, REFUSED),
    (misplaced_equals, "--ntasks= 2", {"ntasks": "2"}, REFUSED),
    (single_dash_long_option, "-time=1:00:00", {"time": "01:00:00"}, REFUSED),
    (single_dash_long_option, "-partition=gpu -n 2", {"partition": "gpu", "ntasks": "2"}, OTHER),
    (literal_variable, "-o log_${SLURM_JOB_ID}_$USER.out", {"output": "CWD/log_%j_%u.out"}, OTHER),
    (dropped_mail_type, "--mail-type=END,FAILED", {"mail-type": "END,FAIL"}, OTHER),
    (dropped_mail_type, '--mail-type="BEGIN, END"', {"mail-type": "BEGIN,END"}, OTHER),
    (unicode_look_alike, "\u2013n\u00a02 \u2014time=60", {"ntasks": "2", "time": "01:00:00"}, REFUSED),
    (unicode_look_alike, "--job-name=\u201ca b\u201d", {"job-name": "a b"}, REFUSED),
    (small_memory, "--mem=16", {"mem": "16G"}, OTHER),
]
WHOLE: list[tuple[Rule, str, dict[str, str], str]] = [
    (dos_line_ends, "#!/bin/bash\r\n#SBATCH -n 2\r\necho\r\n", {"ntasks": "2"}, REFUSED),
    (text_before_shebang, "\n\n#!/bin/bash\n#SBATCH -n 2\necho\n", {"ntasks": "2"}, REFUSED),
    (text_before_shebang, "\ufeff#!/bin/bash\n#SBATCH -n 2\necho\n", {"ntasks": "2"}, REFUSED),
    (late_directive, "#!/bin/bash\nset -e\n#SBATCH -n 2\nls\n#SBATCH -J x\n", {"ntasks": "2", "job-name": "x"}, OTHER),
    (look_alike_directive, "#!/bin/bash\n #SBATCH -n 2\n#sbatch -J x\nls\n", {"ntasks": "2", "job-name": "x"}, OTHER),
]


@pytest.fixture(scope="module")
def sbatch(tmp_path_factory: pytest.TempPathFactory) -> Sbatch:
    return Sbatch(need("sbatch", "slurm-client"), tmp_path_factory.mktemp("sbatch"))


@pytest.mark.parametrize(
    ("rule", "text", "meant", "before"),
    [
        *((rule, f"#!/bin/bash\n#SBATCH {line}\n{CODE}", meant, before) for rule, line, meant, before in CASES),
        *WHOLE,
    ],
    ids=lambda value: value.code if isinstance(value, Rule) else None,
)
def test_read_as_meant_after_the_fix(
    sbatch: Sbatch, tmp_path: Path, rule: Rule, text: str, meant: dict[str, str], before: str
) -> None:
    asked = sbatch.ask(text)
    table = asked.tables[0] if asked.tables else {}
    alike = asked.accepted and meant.items() <= table.items()
    assert (SAME if alike else OTHER if asked.accepted else REFUSED) == before, asked
    found = findings(rule, source=SourceFile("a.sbatch", text, form="job"))
    after = apply_spans(text, [each for each in found if isinstance(each.wish, ReplaceSpan)])
    told = sbatch.ask(after)
    assert told.accepted, told
    assert meant.items() <= told.tables[0].items(), told
    script = tmp_path / "script"
    script.write_bytes(after.encode())
    subprocess.run([need("bash", "bash"), "-n", str(script)], check=True, timeout=20)
