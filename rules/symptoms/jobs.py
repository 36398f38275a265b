"""Jobs and processes that end."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

JOB_MEMORY = Symptom(
    id="job-out-of-memory",
    title=msg("The job used more memory than it asked for"),
    patterns=(
        "oom_kill event",
        "oom-kill event",
        "OUT_OF_MEMORY",
        "OUT_OF_ME+",
        "TERM_MEMLIMIT",
        "Exceeded job memory limit",
        "Memory cgroup out of memory",
    ),
    means=msg(
        "The scheduler ended the job, or a part of it, because its memory (not the card's) went over the limit. A "
        "cache "
        "or a folder in /dev/shm or in a /tmp of memory counts too."
    ),
    steps=(
        msg("See what it used: seff JOBID, or sacct -j JOBID -o MaxRSS,ReqMem. Ask for a little more than that."),
        msg("Fewer data loader workers: each holds a copy of what the data set keeps in memory."),
        msg("Are temporary files in memory? See the check."),
    ),
    commands=("sacct -o JobID,State,MaxRSS,ReqMem -S today",),
    rules=("TMP106",),
    facts=("Slurm, task_cgroup_memory.c",),
)

KILLED = Symptom(
    id="killed",
    title=msg("Killed"),
    patterns=(
        "Killed python",
        "exit code 137",
        "exited with code 137",
        "exit status 137",
        "SIGKILL",
        "signal 9",
        "exit code -9",
        "exitcode : -9",
        "exit code 143",
        "exited with exit code 143",
    ),
    means=msg(
        "Something ended the process from outside. 137 (signal 9) is nearly always memory: the kernel, the "
        "container or "
        "the scheduler. 143 (signal 15) is a polite end: scancel, a time limit, or earlyoom, which many lab "
        "machines run."
    ),
    steps=(
        msg("In a job: see whether memory or time ran out: sacct -j JOBID -o State,Elapsed,MaxRSS."),
        msg(
            "On a lab machine: free -h while it runs. When memory (and swap) run low, earlyoom ends the process that "
            "the kernel scores worst."
        ),
    ),
    commands=("free -h", "pgrep -a earlyoom"),
    general=True,
    facts=("signal(7): 128 + number; earlyoom 1.7, run",),
)

TIME_LIMIT = Symptom(
    id="time-limit",
    title=msg("The job ran into its time limit"),
    patterns=("DUE TO TIME LIMIT", "TERM_RUNLIMIT", "job killed: walltime"),
    means=msg("The scheduler ended the job when the time it had asked for was over. What was not saved is lost."),
    steps=(
        msg("Save a checkpoint every so often, and begin from the last one."),
        msg("Ask for a signal before the end: #SBATCH --signal=B:TERM@120"),
    ),
    facts=("Slurm, LSF and PBS messages",),
)

GLIBC = Symptom(
    id="glibc-too-old",
    title=msg("A program needs a newer system (GLIBC or GLIBCXX not found)"),
    patterns=(
        "version `GLIBC_",
        "version 'GLIBC_",
        "version `GLIBCXX_",
        "GLIBC_2.* not found",
        "GLIBCXX_3.* not found",
    ),
    means=msg(
        "GLIBC: the program was built for a newer Linux than this machine runs; the C library cannot be replaced "
        "in home. "
        "GLIBCXX: only the C++ library is too old, and an environment can bring its own."
    ),
    steps=(
        msg(
            "GLIBCXX: conda install -c conda-forge libstdcxx-ng, and see that LD_LIBRARY_PATH does not lead elsewhere."
        ),
        msg("GLIBC: take an older release of the program, or run it in a container (Apptainer)."),
        msg("Is it the server of VS Code? See the check."),
    ),
    commands=("ldd --version | head -1", "echo $LD_LIBRARY_PATH"),
    rules=("WRK101", "CUD203"),
    facts=("ld.so(8), symbol versions",),
)
