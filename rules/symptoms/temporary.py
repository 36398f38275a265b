"""The folder for temporary files, and memory that looks like a disk."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

SOCKET_PATH = Symptom(
    id="socket-path-too-long",
    title=msg("AF_UNIX path too long"),
    patterns=("AF_UNIX path too long", "unix socket path*too long", "path too long for Unix domain socket"),
    means=msg(
        "Programs put sockets into the folder for temporary files, and the path of a socket may have 107 characters at "
        "most. TMPDIR is too long for that: above 75 characters Python's multiprocessing and PyTorch's data "
        "loaders fail."
    ),
    steps=(msg("Set TMPDIR to a shorter path; envdoctor fix shows one."),),
    commands=('echo "${#TMPDIR} characters: $TMPDIR"',),
    rules=("TMP105",),
    facts=("unix(7), sun_path; Python 3.11 and torch 2.13, run",),
)

NOEXEC = Symptom(
    id="noexec",
    title=msg("A library cannot be loaded from its folder (noexec)"),
    patterns=(
        "failed to map segment from shared object",
        "'noexec' mount option set on",
        "is on a filesystem mounted with noexec",
        "temporary root filesystem won't be usable at this location",
    ),
    means=msg(
        "The disk is mounted so that nothing on it may be run (noexec). Compilers such as torch.compile and "
        "Triton, and "
        "Apptainer's builds, load what they built from the folder for temporary files. The message may name /tmp "
        "although another folder is meant."
    ),
    steps=(
        msg("Put TMPDIR on a disk without noexec; for torch.compile alone: TORCHINDUCTOR_CACHE_DIR, TRITON_CACHE_DIR."),
        msg("Apptainer: set APPTAINER_TMPDIR to a folder on a data disk."),
    ),
    commands=("findmnt -T ${TMPDIR:-/tmp} -o TARGET,OPTIONS",),
    rules=("TMP104",),
    facts=("torch 2.13, run on a noexec disk; apptainer, internal/pkg/build/build.go",),
)

SLURM_TMPDIR = Symptom(
    id="slurm-tmpdir",
    title=msg("Slurm cannot make TMPDIR and takes /tmp"),
    patterns=("Unable to create TMPDIR", "TMPDIR * is not writeable", "Setting TMPDIR to /tmp"),
    means=msg(
        "The job inherited a TMPDIR that does not exist on the compute node and could not be made there. Slurm "
        "makes one "
        "level only. The job goes on with /tmp, which may be small."
    ),
    steps=(
        msg(
            "Set TMPDIR only where the folder exists: the snippet that envdoctor fix writes checks that in each shell."
        ),
        msg('In the job script itself: mkdir -p "$TMPDIR" before the first command.'),
    ),
    rules=("TMP102", "TMP103", "TMP101"),
    facts=("Slurm 22.05, run; src/slurmd/slurmstepd/task.c",),
)

NO_TEMP = Symptom(
    id="no-usable-temporary-directory",
    title=msg("No usable temporary directory found"),
    patterns=(
        "No usable temporary directory found",
        "failed to create file via template",
        "failed to create directory via template",
        "cannot create R_TempDir",
    ),
    means=msg("Neither TMPDIR nor /tmp nor /var/tmp can be written to: they are full, missing, or not yours."),
    steps=(msg("See which of them is wrong, and why: the check below says it."),),
    commands=("ls -ld ${TMPDIR:-/tmp} /tmp /var/tmp", "df -h ${TMPDIR:-/tmp}"),
    rules=("TMP101", "TMP102", "TMP103", "STO201", "STO202"),
    facts=("CPython Lib/tempfile.py; mktemp(1)",),
)

SHARED_MEMORY = Symptom(
    id="shared-memory",
    title=msg("A data loader's worker died of a bus error"),
    patterns=(
        "is killed by signal: Bus error",
        "insufficient shared memory (shm)",
        "unable to write to file </torch_",
        "unable to open shared memory object",
        "out of shared memory",
        "unable to allocate shared memory(shm) for file",
        "unable to mmap * bytes from file </torch_",
    ),
    means=msg(
        "PyTorch's data loaders hand tensors over in /dev/shm. In a container that is 64 MB unless asked for "
        "otherwise; "
        "on a shared machine others may have filled it."
    ),
    steps=(
        msg("Docker: start the container with --shm-size=16g (docker compose: shm_size: 16g)."),
        msg("Kubernetes: mount an emptyDir with medium: Memory at /dev/shm."),
        msg("Or fewer workers: num_workers=0 needs no shared memory."),
        msg(
            "Left behind by a dead program of yours: ls -l /dev/shm shows files; delete only your own, when "
            "nothing runs."
        ),
    ),
    commands=("df -h /dev/shm", "find /dev/shm -user $USER -ls"),
    rules=("CTR201",),
    facts=("shm_overview(7); Docker's default of 64 MB",),
)

PRECOMPILED = Symptom(
    id="compiler-cannot-write",
    title=msg("The compiler has no room for its temporary files"),
    patterns=(
        "fatal error: cannot write PCH file",
        "fatal error: error writing to /tmp",
        "error writing to * No space left on device",
        "ld: final link failed: No space left on device",
        "fatal error: when writing output to",
    ),
    means=msg("A compiler (torch.compile, a CUDA extension, pip) filled the folder for temporary files."),
    steps=(msg("Let TMPDIR lead to a data disk: envdoctor fix shows how."),),
    commands=("df -h ${TMPDIR:-/tmp}",),
    rules=("TMP101", "STO201"),
    facts=("torch 2.13 with a full /tmp, run",),
)

WANDB_FALLBACK = Symptom(
    id="wandb-fallback",
    title=msg("wandb falls back to a temporary folder"),
    patterns=(
        "Falling back to temporary directory",
        "wandb: WARNING Path * wasn't writable, using system temp directory",
    ),
    means=msg(
        "WANDB_DIR cannot be made or written, so the run is written to /tmp/wandb. It is lost when the machine "
        "restarts, "
        "and in jobs with a /tmp of their own at the job's end."
    ),
    steps=(
        msg("Save what is there now: wandb sync /tmp/wandb/offline-run-*, or copy it to a disk with room."),
        msg("Point WANDB_DIR at a folder that you can write to."),
    ),
    rules=("STO301", "STO302"),
    facts=("wandb 0.31, wandb/sdk/wandb_init.py, run",),
)
