"""A disk or a quota that is full, or cannot be written."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

_FREE = msg("Free room at once with a command that the check names; each empties a cache and nothing else.")
_MOVE = msg("Let your tools write to a data disk from now on: envdoctor fix shows how, envdoctor fix --apply does it.")

NO_SPACE = Symptom(
    id="no-space-left",
    title=msg("No space left on device"),
    patterns=(
        "No space left on device",
        "[Errno 28]",
        "ENOSPC",
        "os error 28",
        "There is not enough space on the disk",
    ),
    means=msg(
        "A disk that the program wrote to is full, or has no room for more files. Which disk it is, the error often "
        "does not say: it may be home, /tmp, or where Docker keeps its images."
    ),
    steps=(
        msg("See which disk is full and what on it is yours: the check below names both."),
        _FREE,
        _MOVE,
        msg("df shows room all the same? The disk may be out of file entries (df -i), or have a part kept for root."),
    ),
    commands=("df -h ~ /tmp", "df -i ~ /tmp"),
    rules=("STO201", "STO202", "STO101", "TMP101"),
    general=True,
    facts=("errno(3) ENOSPC; ext4 keeps 5 % for root, so df may show room that you cannot use",),
)

QUOTA = Symptom(
    id="disk-quota-exceeded",
    title=msg("Disk quota exceeded"),
    patterns=("Disk quota exceeded", "[Errno 122]", "EDQUOT", "os error 122", "quota exceeded on device"),
    means=msg(
        "The disk has room, but your account, your group or the project has used up its share, in bytes or in files. "
        "df shows the disk, not your share."
    ),
    steps=(
        msg("See your share: quota -s. On Lustre: lfs quota -h -u $USER ~. On GPFS: mmlsquota."),
        _FREE,
        _MOVE,
        msg(
            "Shares are often counted by group: a file copied with its old group still counts against that group. See "
            "ls -l for the group of large files."
        ),
    ),
    commands=("quota -s", "df -h ~"),
    rules=("STO101", "STO201", "STO202"),
    general=True,
    facts=("errno(3) EDQUOT (122) is not ENOSPC (28); quota(1)",),
)

READ_ONLY = Symptom(
    id="read-only-file-system",
    title=msg("Read-only file system"),
    patterns=("Read-only file system", "[Errno 30]", "EROFS", "os error 30"),
    means=msg(
        "Nobody can write to that disk now. Linux turns a disk read-only when it finds errors on it; in containers and "
        "on some clusters' compute nodes home is read-only on purpose."
    ),
    steps=(
        msg("On a login node or a lab machine: tell the administrator at once, the disk may be failing."),
        msg("In a job or a container: let the tool write to a disk that is writable there; see the check."),
    ),
    commands=("findmnt -T ~ -o TARGET,FSTYPE,OPTIONS",),
    rules=("STO302", "STO301"),
    general=True,
    facts=("errno(3) EROFS; mount(8), errors=remount-ro",),
)

SHELL_NO_TEMP = Symptom(
    id="here-document",
    title=msg("The shell cannot make a temporary file"),
    patterns=(
        "cannot create temp file for here-document",
        "cannot create temp file for here document",
        "can't create temp file for here document",
        "failed to create file via template*No space left",
    ),
    means=msg("The folder for temporary files (TMPDIR, else /tmp) is full, missing, or not writable for you."),
    steps=(
        msg("See the folder and its disk: the check below names both."),
        msg("Delete your own old files there: find /tmp -maxdepth 1 -user $USER lists them."),
    ),
    commands=("df -h ${TMPDIR:-/tmp}", "ls -ld ${TMPDIR:-/tmp}"),
    rules=("TMP101", "TMP102", "TMP103", "STO201"),
    facts=("bash(1), here documents; seen with a full /tmp",),
)

XAUTHORITY = Symptom(
    id="xauthority",
    title=msg("The login cannot write to home"),
    patterns=(
        "error in locking authority file",
        "unable to write authority file",
        "Could not chdir to home directory",
        "/usr/bin/xauth: error*authority",
        "unable to open lock file*history",
    ),
    means=msg("Home is full, over its quota, not mounted, or not yours, so even the login cannot write its files."),
    steps=(
        msg("See whether home is there and has room: the commands below."),
        _FREE,
        msg("Home is not mounted, or belongs to somebody else? Only an administrator can mend that."),
    ),
    commands=("df -h ~", "ls -ld ~"),
    rules=("STO201", "STO202", "STO302"),
    facts=("xauth(1) locks ~/.Xauthority by a new file beside it",),
)

EDITOR_SWAP = Symptom(
    id="editor-cannot-save",
    title=msg("The editor cannot save, or cannot make its swap file"),
    patterns=(
        "E514: write error",
        "E297: Write error in swap file",
        "E72: Close error on swap file",
        "E303: Unable to open swap file",
        "E667: Fsync failed",
    ),
    means=msg("The disk of the file, or your share of it, is full. What you typed is only in the editor's memory."),
    steps=(
        msg("Do not close the editor. Save to another disk first: in vim, :w /tmp/rescue.txt"),
        _FREE,
    ),
    commands=("df -h . ~ /tmp",),
    rules=("STO201", "STO202"),
    facts=("vim's help, E514 and E297",),
)

GIT_WRITE = Symptom(
    id="git-cannot-write",
    title=msg("git cannot write a file"),
    patterns=(
        "error: unable to write file <path>: No space left on device",
        "error: unable to write file <path>: Disk quota exceeded",
        "error: unable to create file <path>: No space left on device",
        "error: unable to create file <path>: Disk quota exceeded",
        "fatal: unable to write new index file",
        "fatal: write error*fetch-pack",
        "error: unable to create temporary file: No space left on device",
        "error: unable to create temporary file: Disk quota exceeded",
        "error: unable to create temporary file: Read-only file system",
        "fatal: cannot create directory at '<path>': No space left on device",
        "fatal: cannot create directory at '<path>': Disk quota exceeded",
        "fatal: cannot create directory at '<path>': Read-only file system",
    ),
    means=msg("The repository's disk, or your share of it, is full or read-only."),
    steps=(_FREE, msg("Then run the same git command again: what it fetched is not lost to the repository.")),
    commands=("df -h .", "df -i ."),
    rules=("STO201", "STO202"),
    facts=("git's messages of write errors",),
)

STALE_HANDLE = Symptom(
    id="stale-file-handle",
    title=msg("Stale file handle, or a .nfs file that is busy"),
    patterns=("Stale file handle", "Stale NFS file handle", "[Errno 116]", "Device or resource busy: '*.nfs"),
    means=msg(
        "On a network disk a file was deleted or replaced by another machine while this one had it open. At the end of "
        "a program '.nfs...' busy messages are noise."
    ),
    steps=(
        msg("Leave the folder and enter it again (cd ~; cd -), then repeat."),
        msg("Keep temporary files on a local disk, not on a network one: see the check."),
    ),
    commands=("findmnt -T ${TMPDIR:-/tmp} -o TARGET,FSTYPE",),
    rules=("TMP101",),
    facts=("nfs(5); Python's multiprocessing prints it at its end where TMPDIR is on NFS",),
)

TOO_MANY_FILES = Symptom(
    id="too-many-open-files",
    title=msg("Too many open files"),
    patterns=("Too many open files", "[Errno 24]", "EMFILE", "received 0 items of ancdata"),
    means=msg("One process has more files, sockets or shared tensors open than its limit. No disk is full."),
    steps=(
        msg("Raise the limit in the job or shell before the program starts: ulimit -n $(ulimit -Hn)"),
        msg("PyTorch's data loaders: fewer workers, or torch.multiprocessing.set_sharing_strategy('file_system')."),
    ),
    commands=("ulimit -n", "ulimit -Hn"),
    facts=("getrlimit(2) RLIMIT_NOFILE",),
)
