"""Package managers: pip, uv, conda, npm and others."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

PIP_CACHE_DISABLED = Symptom(
    id="pip-cache-disabled",
    title=msg("pip: the cache has been disabled"),
    patterns=(
        "or its parent directory is not owned or is not writable by the current user. The cache has been disabled",
        "pip cache commands can not function since cache is disabled",
        "The directory * is not owned or is not writable by the current user",
    ),
    means=msg(
        "pip may not write to its cache folder, often because sudo pip once made it for root. pip works, but downloads "
        "everything again each time."
    ),
    steps=(
        msg(
            "See whose folder it is. Yours but closed: chmod -R u+rwX it. Root's, in your home: an administrator "
            "can give "
            "it back with chown."
        ),
        msg("Or let pip write to a data disk: envdoctor fix shows how."),
    ),
    commands=("ls -ld ~/.cache ~/.cache/pip", "python -m pip config debug"),
    rules=("PIP101", "PIP102", "STO302"),
    facts=("pip 26.3, pip/_internal/utils/filesystem.py, run",),
)

PIP_OS_ERROR = Symptom(
    id="pip-os-error",
    title=msg("pip: could not install packages due to an OSError"),
    patterns=("Could not install packages due to an OSError", "Could not install packages due to an EnvironmentError"),
    means=msg(
        "pip could not write to the environment, its cache, or the folder for temporary files; the rest of the "
        "line says "
        "why. A full /tmp is as likely as a full home: pip unpacks and builds there."
    ),
    steps=(
        msg("[Errno 28] or [Errno 122]: a disk or your share of it is full; see the check."),
        msg("[Errno 13]: the environment is not yours. Make one of your own: python -m venv FOLDER, on a data disk."),
    ),
    commands=("df -h ~ ${TMPDIR:-/tmp}", "python -m pip cache dir"),
    rules=("STO101", "STO201", "TMP101", "STO302"),
    facts=("pip 26.3, pip/_internal/commands/install.py",),
)

EXTERNALLY_MANAGED = Symptom(
    id="externally-managed",
    title=msg("pip: this environment is externally managed"),
    patterns=("error: externally-managed-environment", "This environment is externally managed"),
    means=msg("The system's Python belongs to the system's package manager; pip leaves it alone."),
    steps=(
        msg("Make an environment of your own on a data disk: python3 -m venv FOLDER, then FOLDER/bin/pip install ..."),
        msg("Do not use --break-system-packages: what it puts into ~/.local is seen by every conda environment."),
    ),
    rules=("PIP201",),
    facts=("PEP 668",),
)

CONDA_NOT_WRITABLE = Symptom(
    id="conda-not-writable",
    title=msg("conda may not write to an environment or package folder"),
    patterns=(
        "EnvironmentNotWritableError",
        "The current user does not have write permissions to the target environment",
        "NoWritablePkgsDirError",
        "No writeable pkgs directories configured",
        "NoWritableEnvsDirError",
        "No writeable envs directories configured",
        "NotWritableError: The current user does not have write permissions",
    ),
    means=msg(
        "The environment or folder belongs to somebody else (a shared base), or its disk is read-only or not mounted "
        "on this machine."
    ),
    steps=(
        msg("Make an environment of your own instead of installing into base: conda create -n NAME ..."),
        msg("See where conda writes, and whether you may write there: the check below."),
    ),
    commands=("conda info", "conda config --show-sources"),
    rules=("CON104", "STO302", "STO301", "STO101"),
    facts=("conda 26.7, conda/exceptions.py",),
)

CONDA_MULTIPLE_KEYS = Symptom(
    id="conda-multiple-keys",
    title=msg("conda: multiple aliased keys"),
    patterns=("MultipleKeysError", "Multiple aliased keys in file"),
    means=msg(
        "One setting is given under two names, for instance CONDA_ENVS_DIRS and CONDA_ENVS_PATH. conda then stops."
    ),
    steps=(msg("Take one of the two out; the check names the lines."),),
    commands=("env | grep ^CONDA_ENVS", "conda config --show-sources"),
    rules=("CON102", "STO303"),
    facts=("conda 26.7, conda/common/configuration.py, run",),
)

CONDA_INIT = Symptom(
    id="conda-init",
    title=msg("conda activate does not work in this shell"),
    patterns=(
        "Run 'conda init' before 'conda activate'",
        "CondaError: Run 'conda init'",
        "Your shell has not been properly configured to use 'conda activate'",
        "conda: command not found",
        ": activate: No such file or directory",
    ),
    means=msg(
        "The lines that conda init wrote into ~/.bashrc did not run, and they define conda activate. A job's shell "
        "reads no ~/.bashrc; a command over ssh, and a script that sources it, mostly end in it before those lines, "
        "since it turns back where nobody is at a prompt."
    ),
    steps=(
        msg(
            'In a job script put eval "$(conda shell.bash hook)" before conda activate NAME; where conda is not on '
            "PATH in jobs, source /path/to/miniconda3/etc/profile.d/conda.sh instead."
        ),
        msg("Or without activating: conda run -n NAME python train.py"),
    ),
    rules=("JOB301", "JOB302", "SHL101", "SHL306"),
    facts=("conda 26.7, conda/exceptions.py; bash 5.2, run",),
)

CONDA_CORRUPT = Symptom(
    id="conda-package-corrupt",
    title=msg("conda: a package is corrupted"),
    patterns=(
        "SafetyError: The package for",
        "appears to be corrupted. The path",
        "CorruptedEnvironmentError",
        "ClobberError",
    ),
    means=msg(
        "A package in conda's cache was changed or only half written, often because the disk was full while it was "
        "unpacked. Files are linked into environments, so an edit in one shows in all."
    ),
    steps=(
        msg("Make room first, then clean the package cache and install again: conda clean --packages --tarballs"),
        msg("Never clean where always_softlink is on: environments are links into the cache."),
    ),
    rules=("STO101", "STO201"),
    facts=("conda 26.7, conda/core/path_actions.py",),
)

UV_UNKNOWN_FIELD = Symptom(
    id="uv-unknown-field",
    title=msg("uv: unknown field in uv.toml"),
    patterns=(
        "error: Failed to parse: '<path>uv.toml'",
        "unknown field '*', expected one of 'required-version'",
    ),
    means=msg(
        "uv.toml holds a key that uv does not know, so every uv command fails. python-install-dir and tool-dir are "
        "variables only: UV_PYTHON_INSTALL_DIR, UV_TOOL_DIR."
    ),
    steps=(msg("Take the line out; the message and the check name it. Set the variable instead."),),
    commands=("cat ~/.config/uv/uv.toml",),
    rules=("STO303",),
    facts=("uv 0.13.9, run",),
)

_DOT_FOLDERS = (".cache", ".conda", ".config", ".local", ".local/share", ".npm", ".cargo", ".triton", ".nv")

DEAD_LINK = Symptom(
    id="folder-is-a-dead-link",
    title=msg("A folder cannot be made: something of that name is there"),
    patterns=(
        "failed to create directory '<path>': File exists (os error 17)",
        *(f"[Errno 17] File exists: '<path>/{name}'" for name in _DOT_FOLDERS),
        *(f"cannot create directory '<path>/{name}': File exists" for name in _DOT_FOLDERS),
    ),
    means=msg(
        "Where the folder should be stands a link whose target is gone, or a file. ~/.cache is often such a link."
    ),
    steps=(
        msg("See where it leads: ls -ld ~/.cache. Is the disk behind it only not mounted here? Ask."),
        msg(
            "Does ls show a link (an arrow, ->) whose target is gone for good? Only then remove the link itself "
            "(rm ~/.cache, without a slash) and make a folder. Is it a file or a folder? Leave it: it holds something."
        ),
    ),
    commands=("ls -ld ~/.cache ~/.conda ~/.local",),
    rules=("STO301",),
    facts=("uv 0.13.9 with a dead link at ~/.cache, run",),
)

HARDLINK = Symptom(
    id="copies-instead-of-links",
    title=msg("Files are copied instead of linked"),
    patterns=(
        "Failed to hardlink files; falling back to full copy",
        "Invalid cross-device link",
        "[Errno 18]",
        "EXDEV",
    ),
    means=msg(
        "The cache and the environment are on different disks, so files cannot be shared between them: each "
        "environment "
        "takes its full size. It works, only slower and larger."
    ),
    steps=(msg("Keep the cache and the environments on one disk; with conda: pkgs_dirs and envs_dirs."),),
    rules=("CON103",),
    facts=("uv 0.13.9, run; rename(2) and link(2) EXDEV",),
)

NPM_ACCESS = Symptom(
    id="npm-access",
    title=msg("npm may not write to its cache or prefix"),
    patterns=(
        "npm error code EACCES",
        "npm ERR! code EACCES",
        "Your cache folder contains root-owned files",
        "npm error code ENOSPC",
        "npm ERR! code ENOSPC",
    ),
    means=msg(
        "EACCES: the cache holds files of root, left by sudo npm, or a global install would write into the system. "
        "ENOSPC: the disk is full."
    ),
    steps=(
        msg(
            "Global tools without root: npm config set prefix FOLDER, with FOLDER on a data disk and FOLDER/bin on "
            "PATH."
        ),
        msg("Let the cache lie on a data disk: envdoctor fix shows how."),
    ),
    commands=("npm config get cache", "npm config get prefix"),
    rules=("STO302", "STO101", "STO201"),
    facts=("npm 11.19, run",),
)

READ_ONLY_MODULES = Symptom(
    id="go-modules-read-only",
    title=msg("Go's module folder cannot be deleted"),
    patterns=("rm: cannot remove '*go/pkg/mod*': Permission denied",),
    means=msg("Go makes the folders of downloaded modules read-only on purpose."),
    steps=(msg("Let Go delete them: go clean -modcache"),),
    rules=("STO101",),
    facts=("go help modules, -modcacherw; go 1.19, run",),
)

R_LIBRARY = Symptom(
    id="r-library",
    title=msg("R: the library is not writable"),
    patterns=("is not writable*Error in install.packages", "'lib = *' is not writable", "lib = * is not writable"),
    means=msg(
        "R would install into the system's library. It uses your own only if the folder already exists: "
        "R_LIBS_USER that "
        "names a missing folder is passed over without a word."
    ),
    steps=(msg("Make the folder first, then name it in ~/.Renviron: R_LIBS_USER=/data/you/R/%v"),),
    commands=("Rscript -e '.libPaths()'",),
    rules=("STO301", "STO304"),
    facts=("R 4.2.2, run",),
)

CARGO = Symptom(
    id="cargo-cannot-write",
    title=msg("cargo or rustup cannot write to its folder"),
    patterns=(
        "error: failed to write `*.cargo",
        "error: could not write file*rustup",
        "failed to open: *.cargo/*.package-cache",
        "error: failed to open `*.cargo",
    ),
    means=msg("CARGO_HOME (~/.cargo) or RUSTUP_HOME (~/.rustup) is on a full disk, read-only, or not yours."),
    steps=(msg("See the disk and whose folder it is; the check names both."),),
    commands=("df -h ~/.cargo ~/.rustup", "ls -ld ~/.cargo"),
    rules=("STO101", "STO201", "STO302"),
    facts=("cargo 1.95, rustup 1.29",),
)

MAVEN = Symptom(
    id="maven-repository",
    title=msg("Maven cannot write to its local repository"),
    patterns=("Could not create local repository at", "Failed to create parent directories for tracking file"),
    means=msg("The local repository (~/.m2/repository of the account database, not of $HOME) cannot be written."),
    steps=(msg("Name another in ~/.m2/settings.xml: <localRepository>; envdoctor fix shows it."),),
    commands=("mvn -o -X validate | grep 'Using local repository'",),
    rules=("STO101", "STO302"),
    facts=("Maven 3.8.7, run",),
)
