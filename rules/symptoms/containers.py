"""Docker, Podman and Apptainer."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

DAEMON_JSON = Symptom(
    id="docker-daemon-json",
    title=msg("Docker's daemon does not start: its configuration is wrong"),
    patterns=(
        "unable to configure the Docker daemon with file",
        "the following directives are specified both as a flag and in the configuration file",
        "the following directives don't match any configuration option",
        "docker.service: Failed with result 'exit-code'",
    ),
    means=msg(
        "A comma too many, an unknown key, or an option that is also given on the daemon's command line: dockerd then "
        "stops, and all containers are down."
    ),
    steps=(
        msg("See the line and column: the check reads the file as dockerd does."),
        msg("Mend it, then: sudo systemctl restart docker. From version 23 on try first: dockerd --validate"),
    ),
    commands=("python3 -m json.tool /etc/docker/daemon.json", "systemctl cat docker"),
    rules=("CTR103",),
    facts=("dockerd 20.10, run",),
)

DOCKER_FULL = Symptom(
    id="docker-no-space",
    title=msg("Docker: no space left while pulling or building"),
    patterns=(
        "failed to register layer: *no space left",
        "write /var/lib/docker/*no space left on device",
        "failed to copy: *no space left on device",
        "failed to solve: *no space left on device",
        "write /var/lib/containerd/*no space left",
    ),
    means=msg(
        "The disk of Docker's own folder is full (/var/lib/docker, from Docker 29 on also /var/lib/containerd), "
        "not yours. "
        "Images, stopped containers, build caches and logs that are never rotated fill it."
    ),
    steps=(
        msg(
            "See what takes the room: docker system df. Your own unused images: docker image ls, then docker rmi IMAGE."
        ),
        msg(
            "Never delete inside /var/lib/docker by hand. Moving it is the administrator's work; the check has the "
            "steps."
        ),
    ),
    commands=("docker system df", "df -h /var/lib/docker /var/lib/containerd"),
    rules=("CTR101", "CTR102", "STO201"),
    facts=("docker 20.10, run; Docker's documentation on the containerd image store",),
)

DOCKER_SOCKET = Symptom(
    id="docker-socket",
    title=msg("Docker: you may not talk to the daemon"),
    patterns=(
        "permission denied while trying to connect to the Docker daemon socket",
        "Got permission denied while trying to connect to the Docker daemon",
        "Cannot connect to the Docker daemon at",
    ),
    means=msg(
        "Permission denied: your account is not in the group docker, or you joined it after this login. Cannot "
        "connect: "
        "the daemon does not run, or DOCKER_HOST leads elsewhere."
    ),
    steps=(
        msg("See your groups: id. Just added? Log out and in again; old tmux sessions keep the old groups."),
        msg("The group docker is as powerful as root: ask for rootless Docker, Podman or Apptainer instead."),
    ),
    commands=("id", "ls -l /var/run/docker.sock", "echo $DOCKER_HOST"),
    facts=("docker 20.10, run",),
)

ROOTLESS_STORAGE = Symptom(
    id="rootless-storage",
    title=msg("Rootless containers cannot use this disk for images"),
    patterns=(
        "is not supported over network file systems",
        "kernel does not support overlay fs",
        "lchown *: invalid argument",
        "lchown *: operation not permitted",
        "potentially insufficient UIDs or GIDs available in user namespace",
        "'overlay' is not supported over",
    ),
    means=msg(
        "Podman and rootless Docker need a local disk for images: network disks know nothing of the extra user numbers "
        "that the images' files belong to."
    ),
    steps=(
        msg("Let graphroot (Podman) or data-root (Docker) lie on a local data disk; the check shows how."),
        msg("No extra numbers in /etc/subuid for you? Only an administrator can add them."),
    ),
    commands=("podman info -f '{{.Store.GraphRoot}}'", "grep $USER /etc/subuid"),
    rules=("CTR104", "STO101"),
    facts=("containers/storage, drivers/overlay/overlay.go",),
)

APPTAINER_CACHE = Symptom(
    id="apptainer-cache",
    title=msg("Apptainer: the cache is disabled, or a build has no room"),
    patterns=(
        "Cache disabled - cache location",
        "while creating squashfs: create command failed",
        "FATAL: *While making image from oci registry",
        "while extracting layer*no space left",
    ),
    means=msg("Apptainer unpacks in its folder for temporary files and keeps downloads in ~/.apptainer/cache."),
    steps=(
        msg("Let both lie on a data disk: APPTAINER_CACHEDIR and APPTAINER_TMPDIR; envdoctor fix shows how."),
        msg("Empty the cache: apptainer cache clean"),
    ),
    commands=("apptainer cache list", "df -h ~ ${TMPDIR:-/tmp}"),
    rules=("STO101", "TMP101", "TMP104"),
    facts=("apptainer, internal/pkg/cache/cache.go",),
)

NO_TERMINAL = Symptom(
    id="docker-no-terminal",
    title=msg("Docker: the input device is not a TTY"),
    patterns=("the input device is not a TTY", "cannot enable tty mode on non tty input"),
    means=msg("docker run -it (or exec -it) asks for a terminal, and a job, a cron line or a pipe has none."),
    steps=(
        msg("In scripts leave -t out: docker run -i, or without both. envdoctor fix SCRIPT does it for job scripts."),
    ),
    rules=("CTR202",),
    facts=("docker 20.10, run",),
)

NO_CARD = Symptom(
    id="no-cuda-device",
    title=msg("The program sees no card"),
    patterns=(
        "no CUDA-capable device is detected",
        "No CUDA GPUs are available",
        "could not select device driver * with capabilities: [[gpu]]",
    ),
    means=msg(
        "A container was started without --gpus, a job asked for no card, CUDA_VISIBLE_DEVICES is empty or names cards "
        "of others, or this machine has none. [[gpu]]: Docker lacks NVIDIA's toolkit."
    ),
    steps=(
        msg("In a container: docker run --gpus all, or gpus: all in compose. In a job: --gres=gpu:1."),
        msg("Look from inside, where the program runs: nvidia-smi, and echo $CUDA_VISIBLE_DEVICES."),
        msg("[[gpu]]: an administrator has to install the NVIDIA Container Toolkit."),
    ),
    commands=("nvidia-smi -L", "echo $CUDA_VISIBLE_DEVICES"),
    rules=("CTR207", "JOB407", "JOB323"),
    facts=("CUDA runtime, error 100; PyTorch, torch/csrc/cuda; moby, daemon/devices.go",),
)

CUDA_CONDITION = Symptom(
    id="image-needs-newer-driver",
    title=msg("NVIDIA's image asks for a newer driver"),
    patterns=("unsatisfied condition: cuda>=",),
    means=msg("The image was built for a CUDA that this machine's driver does not run; the container is not started."),
    steps=(
        msg("Take an older tag of the image: nvidia-smi shows the newest CUDA that the driver runs."),
        msg("A newer driver is the administrators' work."),
    ),
    commands=("nvidia-smi",),
    rules=("CTR208",),
    facts=("NVIDIA Container Toolkit, requirement check",),
)

GPU_LIMITS = Symptom(
    id="gpu-needs-limits",
    title=msg("Kubernetes: a GPU stands in requests and not in limits"),
    patterns=("Limit must be set for non overcommitable resources",),
    means=msg("GPUs cannot be shared out twice, so Kubernetes wants them in limits; requests may be left out."),
    steps=(msg("Write resources: limits: nvidia.com/gpu: 1"),),
    rules=("CTR203",),
    facts=("Kubernetes, pkg/apis/core/validation/validation.go",),
)
