"""Containers that a job starts, in one shape: of ``docker run`` in a script, of compose files, of Kubernetes pods."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from envdoctor.late import pattern
from envdoctor.syntax.jobs.body import Body, Command, Word
from envdoctor.syntax.jobs.pointing import shown
from envdoctor.syntax.jobs.values import Span
from envdoctor.syntax.specs.docker_run import Run, container_runs
from envdoctor.syntax.specs.images import Image, image_of
from envdoctor.syntax.specs.pods import Pod, Service
from envdoctor.syntax.specs.values import LIST, NULL, NUMBER, OBJECT, STRING, Node

DOCKER, COMPOSE, KUBERNETES, APPTAINER = "docker", "compose", "kubernetes", "apptainer"
_SHM = "/dev/shm"
_FETCHED = "docker://"
_STARTS = frozenset(("exec", "run", "shell"))
_GPU = pattern(r"^(?:nvidia\.com/(?:gpu|mig-.*)|amd\.com/gpu)$")
_WORKERS = pattern(
    r"(?:--?|\b)(?:num[-_]workers|dataloader[-_]num[-_]workers|data\.workers|workers)(?:=|\s+)([0-9]+)\b"
)


class Container(NamedTuple):
    """One container.

    Attributes:
        kind: ``docker``, ``compose``, ``kubernetes``, ``apptainer``.
        name: for subjects; "" where there is but the image.
        image: None where it is not told or not known. image_text, image_span: as written.
        command: what runs in it, its words; empty where the image decides. fixed: nothing else can add to it.
        gpus: how many, "all", or "" for none; "?" where it can't be told. gpus_span: where that is said.
        shared: it has more shared memory than the default, or that can't be told.
        head: where to point if the container as a whole is meant.
        run, service, pod, node: what it was made from.
    """

    kind: str
    name: str
    head: Span
    image: Image | None = None
    image_text: str = ""
    image_span: Span | None = None
    command: tuple[str, ...] = ()
    fixed: bool = True
    gpus: str = ""
    gpus_span: Span | None = None
    shared: bool = False
    run: Run | None = None
    service: Service | None = None
    pod: Pod | None = None
    node: Node | None = None

    @property
    def key(self) -> str:
        """The name, else the image, as they stand there: not for a subject, which holds no secrets."""
        return self.name or self.image_text

    def subject(self, text: str) -> str:
        """A part of subjects: the same without what may be a secret of ``text``, the whole file."""
        if self.name:
            return shown(text, self.head.start, self.name)
        return self.said(text)

    def said(self, text: str) -> str:
        """The image as written in ``text``, the whole file, for a message: likewise."""
        return shown(text, self.image_span.start, self.image_text) if self.image_span is not None else ""

    @property
    def workers(self) -> int | None:
        """Loader workers that its command asks for, None where it does not say."""
        found = _WORKERS.search(" ".join(self.command))
        return int(found[1]) if found else None


# ---- docker run, apptainer ---------------------------------------------------------------------------------------


def of_body(body: Body) -> Iterator[Container]:
    """Those that a script starts."""
    for run in container_runs(body):
        image = run.image
        known = image_of(image.text) if image is not None and image.certain else None
        yield Container(
            DOCKER,
            next(iter(run.values("name")), ""),
            run.verb.span,
            known,
            image.text if image is not None else "",
            image.span if image is not None else None,
            tuple(word.text for word in run.args),
            run.sure and run.image is not None,
            _run_gpus(run),
            next((o.value_word.span if o.value_word else o.word.span for o in run.options if o.name == "gpus"), None),
            _run_shared(run),
            run,
        )
    for command in body.called("apptainer", "singularity"):
        word = _fetched(command)
        if word is not None:
            known = image_of(word.text.removeprefix(_FETCHED)) if word.certain else None
            yield Container(APPTAINER, "", word.span, known, word.text, word.span, fixed=False, gpus="?", shared=True)


def _fetched(command: Command) -> Word | None:
    """The image that a command of Apptainer fetches by Docker's name and starts."""
    verb = next((word.text for word in command.words[1:] if word.text[:1] != "-"), "")
    if verb not in _STARTS:
        return None
    return next((word for word in command.words[2:] if word.text.startswith(_FETCHED)), None)


def _run_gpus(run: Run) -> str:
    if not run.sure:
        return "?"
    said = next(iter(run.values("gpus")), "").strip("\"'")
    if said:
        found = re.fullmatch(r"(?:count=)?(\d+|all)|device=([\w:,/-]+)", said)
        return "?" if found is None else found[1] or str(found[2].count(",") + 1)
    env = [value for value in run.values("env") if value.startswith("NVIDIA_VISIBLE_DEVICES")]
    devices = [value for value in run.values("device") if "nvidia" in value or "kfd" in value]
    nvidia = run.program == "nvidia-docker" or "nvidia" in run.values("runtime") or env or devices
    return "?" if nvidia or run.has("privileged") or run.has("env-file") else ""


def _run_shared(run: Run) -> bool:
    mounts = (*run.values("volume"), *run.values("mount"), *run.values("tmpfs"))
    return (
        not run.sure
        or run.has("shm-size")
        or any(value != "private" and value != "none" for value in run.values("ipc"))
        or any(_SHM in value for value in mounts)
    )


# ---- compose -----------------------------------------------------------------------------------------------------


def of_service(service: Service) -> Container:
    """The container of a compose service. What ``extends`` brings is not known."""
    node, name = service.node, service.name
    image = node.get("image")
    text = node.text("image")
    extended = "extends" in node.fields
    gpus, span = _service_gpus(node)
    first = next(iter(node.fields.values()), None)
    return Container(
        COMPOSE,
        name,
        first.key if first else node.span,
        image_of(text),
        text,
        image.span if image is not None else None,
        (*_words(node.get("entrypoint")), *_words(node.get("command"))),
        not extended and "build" not in node.fields,
        "?" if extended and not gpus else gpus,
        span,
        extended or _service_shared(node),
        service=service,
        node=node,
    )


def _service_gpus(node: Node) -> tuple[str, Span | None]:
    plain = node.get("gpus")
    if plain is not None and plain.kind == STRING:
        return str(plain.value), plain.span
    devices = node.get("deploy.resources.reservations.devices") or plain
    for device in devices.items if devices is not None else ():
        words = {word for item in _items(device, "capabilities") for word in _words(item)}
        if "gpu" not in words and device.text("driver") != "nvidia" and plain is None:
            continue
        count, ids = device.get("count"), device.get("device_ids")
        if count is not None and count.kind in (STRING, NUMBER):
            return str(count.value), count.span
        if ids is not None and ids.kind == LIST:
            return str(len(ids.items)), ids.span
        return "all", device.span
    env = " ".join((*_words(node.get("environment")), *(node.get("environment") or _NOTHING).fields))
    told = "nvidia" in node.text("runtime") or "NVIDIA_VISIBLE_DEVICES" in env or "env_file" in node.fields
    return ("?" if told or "devices" in node.fields or "privileged" in node.fields else ""), None


def _service_shared(node: Node) -> bool:
    if "shm_size" in node.fields or "ipc" in node.fields:
        return True
    mounts = [*_items(node, "volumes"), *_items(node, "tmpfs")]
    return any(_SHM in text for item in mounts for text in (str(item.value), item.text("target"))) or (
        _SHM in node.text("tmpfs")
    )


# ---- Kubernetes --------------------------------------------------------------------------------------------------


def of_pod(pod: Pod) -> Iterator[Container]:
    """The containers of a pod."""
    for node in pod.containers:
        image = node.get("image")
        text = node.text("image")
        limit = gpu_of(node, "limits") or gpu_of(node, "requests")
        name = "/".join(part for part in (pod.kind, pod.name, node.text("name")) if part)
        yield Container(
            KUBERNETES,
            name,
            next(iter(node.fields.values())).key,
            image_of(text),
            text,
            image.span if image is not None else None,
            (*_words(node.get("command")), *_words(node.get("args"))),
            True,
            _count(limit) if limit is not None else "",
            limit.span if limit is not None else None,
            _pod_shared(pod.spec, node),
            pod=pod,
            node=node,
        )


def gpu_of(node: Node, side: str) -> Node | None:
    """The number of GPUs in ``resources.limits`` or ``resources.requests`` of a container."""
    table = (node.get("resources") or _NOTHING).get(side)
    fields = table.fields.values() if table is not None else ()
    return next((field.value for field in fields if _GPU.match(field.name)), None)


def _count(node: Node) -> str:
    return str(node.value) if node.kind in (STRING, NUMBER) else "?"


def _pod_shared(spec: Node, node: Node) -> bool:
    ipc = spec.get("hostIPC")
    if ipc is not None and ipc.value is True:
        return True
    return any(mount.text("mountPath").rstrip("/") == _SHM for mount in _items(node, "volumeMounts"))


_NOTHING = Node(NULL, None, Span(0, 0, 1, 1))


def _items(node: Node, dotted: str) -> tuple[Node, ...]:
    found = node.get(dotted)
    return found.items if found is not None else ()


def _words(node: Node | None) -> tuple[str, ...]:
    """The words of a command that is one text or a list of texts."""
    if node is None or node.kind == OBJECT:
        return ()
    texts = [str(item.value) for item in (node.items if node.kind == LIST else (node,)) if item.value is not None]
    return tuple(word for text in texts for word in text.split())
