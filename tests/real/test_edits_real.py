"""The real readers judge what ``envdoctor.edits`` writes: package managers, compilers' caches, daemons, and the shells.

``ENVDOCTOR_TOOLS`` may name the ``bin`` folder of an environment with pip and uv, ``ENVDOCTOR_CONDA`` a conda,
``ENVDOCTOR_JUDGES`` a folder of further tools.
"""

from __future__ import annotations

import configparser
import json
import os
import shutil
import string
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from judging import installed, judge_folder

from envdoctor import edits
from envdoctor.edits import block, own
from envdoctor.errors import EditError

VALUES = (
    "/data/zhang/cache",
    "/data/a b/c",
    "/data/it's",
    '/data/q"q',
    "/data/back\\slash",
    "/data/x;y#z",
    "/data/x # y ; z",
    "/data/100%/%(x)s",
    "/data/k=v: w",
    "/data/数据/é",
    "/data/[x],{y}",
    "/data/!&*|>@`",
    "/data/-- ~",
)
VARIABLES = ("/data/${HOME}/x", "/data/\\${HOME}", "/data/$HOME", "/data/\\\\${HOME?}/\\")
INSTALL = {
    "pip": "python -m venv V && ENVDOCTOR_TOOLS=V/bin",
    "uv": "pip install uv",
    "conda": "install Miniforge, then ENVDOCTOR_CONDA=.../bin/conda",
    "npm": "apt-get install npm",
    "node": "apt-get install nodejs",
    **{name: f"apt-get install {name}" for name in ("bash", "zsh", "dash", "fish", "tcsh", "ksh")},
}


def tool(name: str) -> str:
    """The path of a real tool, or a skip that says how to get it."""
    given = os.environ.get("ENVDOCTOR_CONDA") if name == "conda" else None
    folder = os.environ.get("ENVDOCTOR_TOOLS", "")
    found = given or (shutil.which(name, path=folder) if folder else None) or shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not here: {INSTALL[name]}")
    return os.path.abspath(found)


def run(*command: str, home: Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run in a clean environment whose home is ``home``."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "LC_ALL": "C.UTF-8", **variables}
    return subprocess.run(command, env=env, cwd=home, capture_output=True, timeout=60, check=False)


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    return path


# ---- tools -------------------------------------------------------------------------------------------------------

PIP_FILES = (
    "",
    "[global]\n  index-url = https://a.example/simple\n  ; c\n  timeout = 9",
    "[install]\r\nuser = true\r\n\r\n[global]\r\nCache_Dir =\r\n    /old\r\n\r\n    more\r\n[list]\r\nformat=json\r\n",
)


@pytest.mark.parametrize("text", PIP_FILES)
@pytest.mark.parametrize("value", VALUES + VARIABLES)
def test_configparser_reads_it(tmp_path: Path, text: str, value: str) -> None:
    file = write(tmp_path / "pip.conf", edits.put("ini", text, ("global", "cache-dir"), value))
    reader = configparser.RawConfigParser()
    reader.read(file, encoding="utf-8")
    names = {name.replace("_", "-"): reader["global"][name] for name in reader["global"]}
    assert names.pop("cache-dir") == value
    assert ("timeout" in names) == ("timeout" in text)


@pytest.mark.parametrize("value", [*VALUES[:6:2], *VALUES[7:8], *VARIABLES[:1]])
@pytest.mark.parametrize("text", PIP_FILES[1:])
def test_pip_reads_it(tmp_path: Path, text: str, value: str) -> None:
    write(tmp_path / ".config/pip/pip.conf", edits.put("ini", text, ("global", "cache-dir"), value))
    done = run(tool("pip"), "config", "list", home=tmp_path)
    listed = dict(line.split("=", 1) for line in done.stdout.decode().splitlines())
    assert done.returncode == 0, done.stderr
    assert listed["global.cache-dir"] == repr(value)
    assert ("global.timeout" in listed) == ("timeout" in text)
    assert ("install.user" in listed) == ("user" in text)
    cache = run(tool("pip"), "cache", "dir", home=tmp_path).stdout.decode().rstrip("\n")
    assert cache == value


CONDA_FILES = (
    "",
    "channels:\r\n  - mine\r\nenvs_dirs:\r\n    # old\r\n    -   /old  # c\r\n",
    "envs_dirs: # nothing yet\nchannels: [mine]",
    "channels: [mine]\nenvs_dirs: [/old,\n  /older]  # c\n",
    "envs_dirs: null\n",
    "\ufeffenvs_dirs: []\n",
)


CONDA_REFUSED = (
    "envs_dirs: /a\n",
    "envs_dirs: [/a]\nenvs_dirs: [/b]\n",
    "channels:\n\t- x\n",
    "a: [1\n",
    "a: 1\n---\nb: 2\n",
    "a: '\udcff'\n",
    "- x\n",
)


@pytest.mark.parametrize("text", CONDA_FILES)
def test_conda_reads_it(tmp_path: Path, text: str) -> None:
    for value in (*VALUES[:4], VALUES[9], "/data/x: y #z, [a] {b} \\ 100% !&*|>@`") if not text else VALUES[1:2]:
        write(tmp_path / ".condarc", edits.put("yaml", text, ("envs_dirs",), value))
        done = run(tool("conda"), "config", "--show", "envs_dirs", "channels", "--json", home=tmp_path)
        assert done.returncode == 0, done.stderr
        assert not done.stderr, done.stderr
        shown = json.loads(done.stdout)
        assert shown["envs_dirs"][0] == value
        old = [one for one in ("/old", "/older") if f"{one}," in text or f"{one} " in text or f"{one}]" in text]
        assert list(shown["envs_dirs"][1 : 1 + len(old)]) == old
        assert ("mine" in shown["channels"]) == ("mine" in text)


@pytest.mark.parametrize("value", ["/data/$HOME", "/data/${HOME}", "/data/x ", "/data/~", "/data/$", "/data/$("])
def test_conda_and_the_values_we_refuse(tmp_path: Path, value: str) -> None:
    """What we refuse, conda reads as something else, and the other way round."""
    write(tmp_path / ".condarc", f"envs_dirs:\n  - '{value}'\n")
    shown = json.loads(run(tool("conda"), "config", "--show", "envs_dirs", "--json", home=tmp_path).stdout)
    try:
        edits.put("yaml", "", ("envs_dirs",), value)
    except EditError:
        assert shown["envs_dirs"][0] != value
    else:
        assert shown["envs_dirs"][0] == value


@pytest.mark.parametrize("text", CONDA_REFUSED)
def test_conda_and_the_files_we_refuse(tmp_path: Path, text: str) -> None:
    with pytest.raises(EditError):
        edits.put("yaml", text, ("envs_dirs",), "/data/new")
    write(tmp_path / ".condarc", text)
    done = run(tool("conda"), "config", "--show", "envs_dirs", home=tmp_path)
    assert done.returncode != 0 or done.stderr


UV_FILES = (
    "",
    '# c\n\nlink-mode = "copy" # x\r\n\n[pip]\nsystem = false',
    "cache-dir = '/old' # mine\n[[index]]\nurl = \"https://a.example/\"\n",
    '\ufeffno-build-package = [\n  "a", # ]\n]\n[pip]\n',
)


@pytest.mark.parametrize("text", UV_FILES)
@pytest.mark.parametrize("value", VALUES + VARIABLES)
def test_uv_reads_it(tmp_path: Path, text: str, value: str) -> None:
    write(tmp_path / ".config/uv/uv.toml", edits.put("toml", text, ("cache-dir",), value))
    done = run(tool("uv"), "cache", "dir", home=tmp_path)
    assert (done.returncode, done.stdout.decode().rstrip("\n")) == (0, value), done.stderr


NPM_FILES = (
    "",
    "//a.example/:_authToken=${TOKEN}\r\ncache=/old\r\nloglevel=silent\r\n[x]\r\ncache=/no",
    "loglevel = silent\n; c\n[x]\ncache=/no\n",
)


@pytest.mark.parametrize("text", NPM_FILES)
def test_npm_reads_it(tmp_path: Path, text: str) -> None:
    for value in (*VALUES, *VARIABLES) if "[x]" in text and "Token" not in text else VALUES[1:7:2]:
        write(tmp_path / ".npmrc", edits.put("npmrc", text, ("cache",), value))
        done = run(tool("npm"), "config", "get", "cache", home=tmp_path, npm_config_update_notifier="false")
        assert done.stdout.decode() == value + "\n", done.stderr


def test_our_reading_of_npmrc_is_npms(tmp_path: Path) -> None:
    """A thousand odd lines, read by npm's own parser in one go."""
    node, root = tool("node"), Path(os.path.realpath(tool("npm"))).parent.parent
    marks = ["cache", "=", '"', "'", "\\", ";", "#", " ", "/a", "${X}", "\t", "[", "]", "\ufeff", "1", "\u2028"]
    texts = ["cache=" + "".join(marks[(n * k) % len(marks)] for k in (1, 3, 7, 11, 13)) + "/z" for n in range(1, 1000)]
    cases = write(tmp_path / "cases.json", json.dumps(texts))
    script = (
        "const [ini, env] = [require(process.argv[1]), require(process.argv[2])];"
        "const one = t => { const v = ini.parse(t).cache; return typeof v === 'string' ? [v, env(v, {})] : [null] };"
        "console.log(JSON.stringify(require(process.argv[3]).map(one)))"
    )
    modules = (str(root / "node_modules/ini"), str(root / "node_modules/@npmcli/config/lib/env-replace.js"))
    done = run(node, "-e", script, *modules, str(cases), home=tmp_path)
    for text, theirs in zip(texts, json.loads(done.stdout), strict=True):
        assert edits.get("npmrc", text, ("cache",)) in theirs, text


# ---- one assignment a line ---------------------------------------------------------------------------------------


def filled(kind: str, text: str, names: Iterable[str], values: Iterable[str]) -> tuple[str, dict[str, str]]:
    """The text with every value put at a name of its own, and what stands where; refused ones are left out."""
    wanted: dict[str, str] = {}
    for name, value in zip(names, values, strict=False):
        try:
            text = edits.put(kind, text, (name,), value)
        except EditError:
            continue
        wanted[name] = value
    return text, wanted


MARKS = ("'", '"', "\\", " ", "#", "/a", "${H}", "$", "=", "\t", "b", "%", "\\", "'", "é", "{", "}")


def odd(count: int) -> list[str]:
    """Values made of marks that readers trip over."""
    return ["".join(MARKS[(n * k + n // 9) % len(MARKS)] for k in (1, 3, 7, 11, 13)) for n in range(1, count)]


@pytest.mark.parametrize(
    "text", ["", "# c\njunk\nGOCACHE=/old\nGOFLAGS=-x\nGOCACHE=/b", "GOFLAGS=-x\r\nGOCACHE=/a\r\n"]
)
def test_go_reads_it(tmp_path: Path, text: str) -> None:
    go = installed("go", "golang-go")
    for value in (*VALUES, *VARIABLES, "/data/x "):
        write(tmp_path / ".config/go/env", edits.put("goenv", text, ("GOCACHE",), value))
        done = run(go, "env", "-json", "GOCACHE", home=tmp_path)
        assert (json.loads(done.stdout), done.stderr) == ({"GOCACHE": value}, b"")


def r_says(home: Path, text: str, names: Iterable[str]) -> list[str]:
    """What R has in its variables when it has read ``text``."""
    write(home / ".Renviron", text)
    wanted = ",".join(f'"{name}"' for name in names)
    script = f"cat(Sys.getenv(c({wanted}), unset='', names=FALSE), sep='\\001')"
    done = run(installed("Rscript", "r-base-core"), "--no-init-file", "-e", script, home=home, H="/hh")
    assert done.returncode == 0, done.stderr
    return done.stdout.decode("utf-8", "surrogateescape").split("\1")


@pytest.mark.parametrize("text", ["", "# c\r\nTZ=UTC\r\nV3 = ${NOPE-/old}\r\nV4='/old\r\nV5=/old\r\nV5=\r\n"])
def test_r_reads_it(tmp_path: Path, text: str) -> None:
    names = [f"V{number}" for number in range(99)]
    text, wanted = filled("renviron", text, names, (*VALUES, *VARIABLES, "/data/x ", "/data/'\"\\'x'", "/data/\\"))
    assert set(VALUES) <= set(wanted.values())
    assert r_says(tmp_path, text, wanted) == list(wanted.values())


def test_our_reading_of_renviron_is_rs(tmp_path: Path) -> None:
    """A thousand odd lines, read by R in one go; what depends on variables is only known to do so."""
    raws = odd(1000)
    text = "".join(f"V{number}={raw}\n" for number, raw in enumerate(raws))
    theirs = r_says(tmp_path, text, [f"V{number}" for number in range(len(raws))])
    for number, (raw, read) in enumerate(zip(raws, theirs, strict=True)):
        if "${" not in raw:
            assert (edits.get("renviron", text, (f"V{number}",)) or "") == read, raw


def test_the_r_library_may_name_the_version(tmp_path: Path) -> None:
    text = edits.put("renviron", "", ("R_LIBS_USER",), "/data/R/%v")
    [found] = r_says(tmp_path, text, ["R_LIBS_USER"])
    assert found.startswith("/data/R/4.")
    assert "%" not in found


def ccache_says(home: Path, text: str) -> tuple[str | None, bytes]:
    """The cache folder when ccache has read ``text``, None where it stops, and its complaint."""
    write(home / ".config/ccache/ccache.conf", text)
    done = run(installed("ccache", "ccache"), "--get-config", "cache_dir", home=home, H="/hh", HOMEX="/hx")
    read = done.stdout.decode("utf-8", "surrogateescape").removesuffix("\n")
    return (read if done.returncode == 0 else None), done.stderr


@pytest.mark.parametrize(
    "text", ["", "# c\r\n\tcache_dir=/a # b \r\nmax_size = 1G\r\n", "cache_dir = $H/x\ncache_dir ="]
)
def test_ccache_reads_it(tmp_path: Path, text: str) -> None:
    for value in (*VALUES, "/data/$", "/data/$/x", "/data/$é"):
        read, complaint = ccache_says(tmp_path, edits.put("ccacheconf", text, ("cache_dir",), value))
        assert (read, complaint) == (value, b"")


def test_ccache_and_what_we_refuse(tmp_path: Path) -> None:
    """What we refuse, ccache refuses or reads as something else, and the other way round."""
    for value in ("/data/$HOMEX", "/data/${H}", "/data/${", "/data/${H", "/data/$1", "/data/x "):
        with pytest.raises(EditError):
            edits.put("ccacheconf", "", ("cache_dir",), value)
        assert ccache_says(tmp_path, f"cache_dir = {value}\n")[0] != value
    for text in ("junk\n", "\ufeff# c\n", "temporary_dir = ${H\n", "; c\n"):
        with pytest.raises(EditError):
            edits.put("ccacheconf", text, ("cache_dir",), "/data/v")
        assert ccache_says(tmp_path, f"{text}cache_dir = /data/v\n")[0] is None
    for raw in odd(60):
        if "$" not in raw:
            read, _complaint = ccache_says(tmp_path, f"cache_dir = /{raw}\n")
            assert edits.get("ccacheconf", f"cache_dir = /{raw}\n", ("cache_dir",)) == read


# ---- yarn --------------------------------------------------------------------------------------------------------


def yarn1_says(home: Path, text: str) -> dict[str, object]:
    """The settings of yarn 1 when it has read ``text``; none where it stops."""
    write(home / ".yarnrc", text)
    program = str(judge_folder("yarn1") / "node_modules/.bin/yarn")
    done = run(program, "config", "list", "--json", home=home)
    shown = [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else []
    found: dict[str, object] = next((one["data"] for one in shown if one["type"] == "inspect"), {})
    return found


@pytest.mark.parametrize(
    "text", ["", '# yarn lockfile v1\r\n\r\n\r\nv-a "/old" # c\r\nv-b: /x\r\n"v-c"  ""\r\nn 1\r\n']
)
def test_yarn_1_reads_it(tmp_path: Path, text: str) -> None:
    names = [f"v-{letter}" for letter in string.ascii_lowercase]
    text, wanted = filled(
        "yarnrc", text, names, (*VALUES, *VARIABLES, "/data/x ", '/data/\\"', "/data/\\\\", '/data/ \\"')
    )
    assert set(VALUES + VARIABLES) <= set(wanted.values())
    shown = yarn1_says(tmp_path, text)
    assert {name: shown.get(name) for name in wanted} == wanted
    text = edits.put("yarnrc", text, ("cache-folder",), f"{tmp_path}/it's #1")
    assert yarn1_says(tmp_path, text)["cache-folder"] == f"{tmp_path}/it's #1"


@pytest.mark.parametrize(
    "text", ["foo\n", "v-a\t1\n", "x 1\n  y 2\n", "x 1\n   \n", 'x "a\\\\\\"b"\n', "<<<<<<< HEAD\n"]
)
def test_yarn_1_and_the_files_we_refuse(tmp_path: Path, text: str) -> None:
    with pytest.raises(EditError):
        edits.put("yarnrc", text, ("v-a",), "/data/v")
    assert "v-a" not in yarn1_says(tmp_path, f'{text}v-a "/data/v"\n')


BERRY = (
    "globalFolder deferredVersionFolder httpsCaFilePath httpsCertFilePath httpsKeyFilePath "
    "patchFolder pnpUnpluggedFolder virtualFolder installStatePath"
).split()


def berry_says(home: Path, text: str) -> dict[str, object]:
    """The settings of yarn 4 in a project below ``home`` when it has read ``text``; none where it stops."""
    write(home / ".yarnrc.yml", text)
    write(home / "work/package.json", "{}")
    write(home / "work/yarn.lock", "")
    program = str(judge_folder("berry") / "node_modules/.bin/yarn")
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "YARN_ENABLE_TELEMETRY": "0"}
    done = subprocess.run([program, "config", "--json"], env=env, cwd=home / "work", capture_output=True, check=False)
    shown = [json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{")]
    return {one["key"]: one["effective"] for one in shown if "effective" in one} if done.returncode == 0 else {}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", VALUES[1:9]),
        (
            "---\r\nglobalFolder: # c\r\npatchFolder: /a\r\nvirtualFolder: |-\r\n  /b\r\nenableTelemetry: false\r\n",
            VALUES[9:],
        ),
        (
            "\ufeffglobalFolder: &x /a\nhttpsCaFilePath: ~\n",
            ("/data/x ", "/data/$HOME", "/data/\\", "/data/null", "/data/x:"),
        ),
    ],
)
def test_yarn_4_reads_it(tmp_path: Path, text: str, values: tuple[str, ...]) -> None:
    text, wanted = filled("yamlkey", text, BERRY, values)
    assert len(wanted) == len(values)
    shown = berry_says(tmp_path, text)
    assert {name: shown.get(name) for name in wanted} == wanted


def test_yarn_4_replaces_what_we_refuse(tmp_path: Path) -> None:
    assert berry_says(tmp_path, "globalFolder: '/data/${HOME}'\n")["globalFolder"] == f"/data{tmp_path}"
    with pytest.raises(EditError):
        edits.put("yamlkey", "", ("globalFolder",), "/data/${HOME}")


# ---- tables, objects, elements -----------------------------------------------------------------------------------


@pytest.fixture
def daemon_json() -> Iterator[Path]:
    """A place for a daemon.json that nobody may read: dockerd is not started as root."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder, "daemon.json")


def dockerd_says(file: Path, text: str) -> str:
    """dockerd's complaint about the file, given another data-root on its command line so that it names the file's."""
    write(file, text)
    other = ("runuser", "-u", "nobody", "--") if os.geteuid() == 0 else ()
    command = (*other, installed("dockerd", "docker.io"), "--config-file", str(file), "--data-root", "/flag")
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)
    return done.stderr.decode().partition("configure the Docker daemon with file ")[2].removeprefix(f"{file}: ").strip()


@pytest.mark.parametrize(
    "text", ["", " \n", "{}", '{\r\n\t"debug" : true\r\n}\r\n', '{"data-root":null,"log-opts":{"max-size":"9m"}}']
)
def test_dockerd_reads_it(daemon_json: Path, text: str) -> None:
    for value in (*VALUES, *VARIABLES) if text == "{}" else VALUES[1:5]:
        said = dockerd_says(daemon_json, edits.put("jsonkey", text, ("data-root",), value))
        assert said.endswith(f"data-root: (from flag: /flag, from file: {value})"), said


def test_dockerd_and_nested_keys(daemon_json: Path) -> None:
    text = edits.put("jsonkey", '{\n  "debug": true\n}\n', ("log-opts", "env"), "/data/x")
    assert dockerd_says(daemon_json, edits.put("jsonkey", text, ("data-root",), "/v")).endswith("from file: /v)")


@pytest.mark.parametrize(
    "text",
    [
        '\ufeff{"debug": true}',
        '{"debug": true,}',
        '{// c\n"debug": true}',
        "{'debug': true}",
        "[]",
        '"x"',
        '{"mtu": NaN}',
        '{"mtu": 01}',
        '{"data-root": "/a\t"}',
        '{"debug": true',
    ],
)
def test_dockerd_and_the_files_we_refuse(daemon_json: Path, text: str) -> None:
    with pytest.raises(EditError, match=r"^Line \d+, column "):
        edits.put("jsonkey", text, ("data-root",), "/data/v")
    said = dockerd_says(daemon_json, text)
    assert said
    assert "from flag" not in said


@pytest.mark.parametrize(
    "text",
    ["", "cache-dir = '/c' # c\r\n", "[virtualenvs]\ncreate = true\n[repositories.x]\nurl = 'https://x.example'\n"],
)
def test_poetry_reads_it(tmp_path: Path, text: str) -> None:
    value = "/data/it's \"{100%}\\ #é".replace("{", "").replace("}", "")
    write(tmp_path / ".config/pypoetry/config.toml", edits.put("toml", text, ("virtualenvs", "path"), value))
    done = run(str(judge_folder("py") / "bin/poetry"), "config", "virtualenvs.path", home=tmp_path)
    assert (done.returncode, done.stdout.decode()) == (0, f"{value}\n"), done.stderr


@pytest.mark.parametrize("text", ["", "build.jobs = 1\n", "[build] # c\n  jobs = 1\n\n[net]\noffline = true"])
def test_cargo_reads_it(tmp_path: Path, text: str) -> None:
    write(tmp_path / "src/lib.rs", "")
    write(tmp_path / "Cargo.toml", '[package]\nname = "a"\nversion = "0.1.0"\n')
    for value in (*VALUES[1:], *VARIABLES):
        write(tmp_path / ".cargo/config.toml", edits.put("toml", text, ("build", "target-dir"), value))
        cargo = installed("cargo", "cargo")
        done = run(cargo, "metadata", "--no-deps", "--offline", "--format-version", "1", home=tmp_path)
        assert json.loads(done.stdout)["target_directory"] == value, done.stderr


@pytest.mark.parametrize(
    "text",
    ["[storage]\nrunroot = 'R'\ndriver = 'vfs'\n[storage.options]\n", "storage.driver = 'vfs'\nstorage.runroot = 'R'"],
)
def test_podman_reads_it(tmp_path: Path, text: str) -> None:
    for name in ('it\'s "1"', "100% #é", "b\\{x}~$"):
        value = f"{tmp_path}/{name}"
        text = edits.put("toml", text.replace("'R'", f"'{tmp_path}/run'"), ("storage", "graphroot"), value)
        conf = str(write(tmp_path / "storage.conf", text))
        podman = installed("podman", "podman")
        done = run(podman, "info", "-f", "{{.Store.GraphRoot}}", home=tmp_path, CONTAINERS_STORAGE_CONF=conf)
        assert (done.returncode, done.stdout.decode()) == (0, f"{value}\n"), done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff<?xml version='1.0' encoding='UTF-8'?>\r\n<settings xmlns='http://maven.apache.org/SETTINGS/1.0.0'>\r\n"
        "  <!-- é <localRepository>/no</localRepository> -->\r\n  <offline>true</offline>\r\n</settings>\r\n",
    ],
)
def test_maven_reads_it(tmp_path: Path, text: str) -> None:
    value = f"{tmp_path}/it's 100% \"<&é>;#\\$ @ ]]>"
    file = write(tmp_path / "settings.xml", edits.put("mavenxml", text, ("localRepository",), value))
    write(
        tmp_path / "pom.xml",
        "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId><artifactId>a</artifactId><version>1</version>"
        "</project>",
    )
    options = f"-Duser.home={tmp_path} -XX:TieredStopAtLevel=1"
    mvn = installed("mvn", "maven")
    done = run(mvn, "-o", "-X", "-B", "-s", str(file), "validate", home=tmp_path, MAVEN_OPTS=options)
    assert f"Using local repository at {value}\n" in done.stdout.decode(), done.stdout[-2000:]


# ---- undo after the tool wrote its file itself -------------------------------------------------------------------


def test_undo_after_the_tool_rewrote_its_own_file(tmp_path: Path) -> None:
    """Tools write their files anew; ours is still found there, and only ours goes."""
    go, ccache, yarn1 = installed("go", "golang-go"), installed("ccache", "ccache"), judge_folder("yarn1")
    poetry = str(judge_folder("py") / "bin/poetry")
    cases = (
        ("goenv", ".config/go/env", ("GOCACHE",), (go, "env", "-w", "GOFLAGS=-mod=mod")),
        ("ccacheconf", ".config/ccache/ccache.conf", ("cache_dir",), (ccache, "-o", "max_size=9G")),
        (
            "yarnrc",
            ".yarnrc",
            ("yarn-offline-mirror",),
            (str(yarn1 / "node_modules/.bin/yarn"), "config", "set", "x", "9"),
        ),
        (
            "toml",
            ".config/pypoetry/config.toml",
            ("virtualenvs", "path"),
            (poetry, "config", "keyring.enabled", "false"),
        ),
        ("ini", ".config/pip/pip.conf", ("global", "cache-dir"), (tool("pip"), "config", "set", "global.timeout", "9")),
        ("npmrc", ".npmrc", ("cache",), (tool("npm"), "config", "set", "loglevel=warn", "--location=user")),
        ("yaml", ".condarc", ("envs_dirs",), (tool("conda"), "config", "--append", "envs_dirs", "/data/mine")),
    )
    for name, path, key, command in cases:
        entry = edits.entry(name, "", key, "/data/it's")
        file = write(tmp_path / path, edits.put(name, "", key, "/data/it's"))
        # Yarn 1 run by root writes a system file, unless it takes this for a make-believe root.
        assert run(*command, home=tmp_path, FAKEROOTKEY="1").returncode == 0
        text = file.read_text()
        assert edits.intact(text, entry)
        left = edits.revert(text, entry)
        assert "/data/it" not in left
        words = ("timeout = 9", "loglevel=warn", "- /data/mine", "GOFLAGS=", "max_size = 9", 'x "9"', "enabled = false")
        assert any(word in left for word in words), left


# ---- shells ------------------------------------------------------------------------------------------------------

NAMES = (
    *(value.replace("/data/", "").replace("/", "_") for value in VALUES + VARIABLES),
    "!x!!1",
    "a'b\\",
    "'",
    "\\'!",
    "`id`$(id)",
    "*?~",
    "\udcff\udc80",
    "''",
)
SHELLS = ("bash", "zsh", "dash", "ksh", "fish", "tcsh")


def hooked(tmp_path: Path, shell: str, settings: tuple[own.Setting, ...], start: str = "", check: bool = True) -> Path:
    """A home whose start-up file reads our file; the start-up file."""
    family = own.family(shell)
    assert family
    ours = write(tmp_path / ".config/it's a dir!/x" / own.FAMILIES[family], own.render(family, settings))
    names = {"zsh": ".zshenv", "tcsh": ".tcshrc", "fish": ".config/fish/conf.d/envdoctor.fish"}
    text = block.put_block(start, own.hook_line(family, str(ours)))
    file = write(tmp_path / names.get(shell, ".bashrc"), text)
    for path in (ours, file) if check else ():
        done = run(*own.check_command(shell), str(path), home=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    return file


def environment(shell: str, file: Path, home: Path, before: str = "", **variables: str) -> dict[bytes, bytes]:
    """What a shell that read the start-up file hands to its children; nothing may be printed on the way."""
    command = "env -0" if shell in ("zsh", "tcsh", "fish") else f"{before}. {file}; env -0"
    done = run(tool(shell), "-c", command, home=home, **variables)
    assert (done.returncode, done.stderr) == (0, b"")
    return dict(line.split(b"=", 1) for line in done.stdout.split(b"\0") if b"=" in line)


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_keeps_every_value(tmp_path: Path, shell: str, ends: str, locale: str) -> None:
    tool(shell)
    settings = []
    for number, name in enumerate(NAMES):
        folder = tmp_path / "d" / name
        os.makedirs(os.fsencode(str(folder)), exist_ok=True)
        folders = (str(tmp_path), str(folder))
        settings.append(own.Setting(f"V{number}", str(folder), folders, keep=number % 2 == 1))
    file = hooked(tmp_path, shell, tuple(settings), start=f"# mine{ends}#{ends}")
    seen = environment(shell, file, tmp_path, before="set -eu; ", LC_ALL=locale)
    for setting in settings:
        assert seen.get(setting.name.encode()) == os.fsencode(setting.value)


@pytest.mark.parametrize("shell", SHELLS)
def test_a_missing_folder_or_a_value_that_is_there(tmp_path: Path, shell: str) -> None:
    tool(shell)
    gone, here = str(tmp_path / "gone!"), str(tmp_path)
    settings = (
        own.Setting("GONE", gone, (here, gone)),
        own.Setting("ALWAYS", gone),
        own.Setting("TMPDIR", here, (here,), keep=True),
        own.Setting("EMPTY", here, (here,), keep=True),
        own.Setting("UNSET", here, (here,), keep=True),
        own.Setting("GONE_KEPT", gone, (gone,), keep=True),
        own.Setting("BARE", here, (), keep=True),
        own.Setting("OVER", here, (here,)),
    )
    file = hooked(tmp_path, shell, settings)
    seen = environment(shell, file, tmp_path, before="set -eu; ", TMPDIR="/jo'b $x\n`id` \"!", EMPTY="", OVER="/old")
    want = {"ALWAYS": gone, "TMPDIR": "/jo'b $x\n`id` \"!", "EMPTY": here, "UNSET": here, "BARE": here, "OVER": here}
    assert {name: seen[name.encode()].decode() for name in want} == want
    assert b"GONE" not in seen
    assert b"GONE_KEPT" not in seen


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("shell", SHELLS)
def test_harmless_once_our_file_is_gone(tmp_path: Path, shell: str, ends: str) -> None:
    tool(shell)
    file = hooked(tmp_path, shell, (), start=f"#{ends}")
    shutil.rmtree(tmp_path / ".config/it's a dir!")
    environment(shell, file, tmp_path, before="set -eu; ")


@pytest.mark.parametrize(
    "options",
    [
        "err_exit no_unset",
        "ksh_arrays sh_word_split glob_subst",
        "no_nomatch null_glob",
        "rc_quotes csh_junkie_quotes csh_junkie_history",
        "err_return warn_create_global posix_builtins",
        "posix_strings ignore_braces no_bare_glob_qual extended_glob",
    ],
)
def test_zsh_options(tmp_path: Path, options: str) -> None:
    tool("zsh")
    settings = tuple(own.Setting(f"V{n}", f"/{name}", (str(tmp_path),), n % 2 > 0) for n, name in enumerate(NAMES))
    file = hooked(tmp_path, "zsh", settings)
    file.rename(tmp_path / "rc")
    done = run(tool("zsh"), "-c", f"setopt {options}; . {tmp_path}/rc; . {tmp_path}/rc; env -0", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    for setting in settings:
        assert f"{setting.name}=".encode() + os.fsencode(setting.value) in done.stdout.split(b"\0")


@pytest.mark.parametrize("option", ["backslash_quote", "noglob", "nonomatch", "noclobber", "csubstnonl"])
def test_tcsh_options(tmp_path: Path, option: str) -> None:
    settings = tuple(own.Setting(f"V{n}", f"/{name}", (str(tmp_path),), n % 2 > 0) for n, name in enumerate(NAMES))
    file = hooked(tmp_path, "tcsh", settings)
    file.rename(tmp_path / "rc")
    done = run(tool("tcsh"), "-e", "-f", "-c", f"set {option}; source rc; source rc; env -0", home=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    for setting in settings:
        assert f"{setting.name}=".encode() + os.fsencode(setting.value) in done.stdout.split(b"\0")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh"])
def test_an_interactive_shell(tmp_path: Path, shell: str) -> None:
    settings = tuple(own.Setting(f"V{n}", f"/{name}", (str(tmp_path),), n % 2 > 0) for n, name in enumerate(NAMES))
    hooked(tmp_path, shell, settings)
    command = (tool(shell), "-i", "-c", "env -0") if shell != "tcsh" else (tool(shell), "-c", "env -0")
    done = run(*command, home=tmp_path, TERM="dumb")
    for setting in settings:
        assert f"{setting.name}=".encode() + os.fsencode(setting.value) in done.stdout.split(b"\0")


BROKEN = {
    "bash": "if true\n",
    "zsh": "if true\n",
    "dash": "if true\n",
    "ksh": "if true\n",
    "fish": "if true\n",
    "tcsh": "setenv X 'a\n",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_check_commands_parse_and_run_nothing(tmp_path: Path, shell: str) -> None:
    tool(shell)
    for name in (".bashrc", ".zshenv", ".tcshrc", ".config/fish/config.fish"):
        write(tmp_path / name, "echo read; touch ran\n")
    good, bad = write(tmp_path / "good", "touch ran\n"), write(tmp_path / "bad", BROKEN[shell])
    done = run(*own.check_command(shell), str(good), home=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert run(*own.check_command(shell), str(bad), home=tmp_path).returncode != 0
    assert not (tmp_path / "ran").exists()
