from __future__ import annotations

import time

import pytest

from envdoctor.host.secrets import HIDDEN, hide, hushed, masked, secret, without_secrets


@pytest.mark.parametrize(
    ("name", "yes"),
    [
        ("HF_TOKEN", True),
        ("WANDB_API_KEY", True),
        ("_authToken", True),
        ("DB_PASSWORD", True),
        ("HF_TOKEN_PATH", False),
        ("SSH_AUTH_SOCK", False),
        ("HF_HOME", False),
        ("PATH", False),
    ],
)
def test_names(name, yes):
    assert secret(name) is yes


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("http://user:pw@proxy:3128", "http://***@proxy:3128"),
        ("a hf_abcdefghijKLM b", f"a hf_{HIDDEN} b"),
        ("ghp_PLAINSECRET1", f"ghp_{HIDDEN}"),
        ("glpat-abcdefghij_k", f"glpat-{HIDDEN}"),
        ("sk-proj-abcdefghijklmnop", f"sk-proj-{HIDDEN}"),
        ("npm_config_cache=/data1/npm", "npm_config_cache=/data1/npm"),
        ("/data1/zhang/envs/sk-learn-experiments-2026", "/data1/zhang/envs/sk-learn-experiments-2026"),
        ("/data1/hf_models/x", "/data1/hf_models/x"),
        ("https://example.org/simple", "https://example.org/simple"),
    ],
)
def test_values_by_their_shape(value, shown):
    assert masked(value) == shown
    assert masked(shown) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("+export MY_TOKEN=abc", f"+export MY_TOKEN={HIDDEN}"),
        (" export MY_SECRET='a b' X=1", f" export MY_SECRET={HIDDEN} X=1"),
        ("setenv API_KEY abc", f"setenv API_KEY {HIDDEN}"),
        ("set -gx API_KEY abc", f"set -gx API_KEY {HIDDEN}"),
        ("//registry.example.org/:_authToken=abc", f"//registry.example.org/:_authToken={HIDDEN}"),
        ("export HF_TOKEN_PATH='/home/li/token'", "export HF_TOKEN_PATH='/home/li/token'"),
        ("STO101 writes to a full disk", "STO101 writes to a full disk"),
    ],
)
def test_lines_that_are_shown(line, shown):
    assert without_secrets(line) == shown


def test_an_empty_value_is_no_secret():
    assert hide("HF_TOKEN", "") == ""


@pytest.mark.parametrize(
    "text",
    [
        '"//registry.example.org/:_authToken" S3CRET',
        '//registry.example.org/:_authToken "S3CRET"',
        "  - https://conda.example.org/t/S3CRET/channel",
        "remote_storage = http://cache.example.org|bearer-token=S3CRET",
        "remote_storage = redis://h|password=S3CRET|x=1",
    ],
)
def test_secrets_in_the_words_of_tools(text: str) -> None:
    shown = without_secrets(text)
    assert "S3CRET" not in shown
    assert shown.split()[0] == text.split()[0]


@pytest.mark.parametrize("text", ["cd /t/work/x", "a = b=c", "https://example.org/tools/t/"])
def test_what_only_looks_alike_stays(text: str) -> None:
    assert without_secrets(text) == text


def test_settings_in_settings_to_any_depth() -> None:
    assert without_secrets("n=" * 20_000 + "API_TOKEN=abc") == "n=" * 20_000 + "API_TOKEN=<hidden>"
    assert without_secrets("a='b=c WANDB_API_KEY=0' d=e") == "a='b=c WANDB_API_KEY=<hidden>' d=e"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sbatch refuses --time=password:hunter2; it takes", f"sbatch refuses --time=password:{HIDDEN}; it takes"),
        ('  "password": "hunter2",', f'  "password": {HIDDEN},'),
        ("# api-key: hunter2 (mine)", f"# api-key: {HIDDEN} (mine)"),
        ("x --db-password hunter2 y", f"x --db-password {HIDDEN} y"),
        ("--api-key=hunter2", f"--api-key={HIDDEN}"),
        ("密码\uff1ahunter2", f"密码\uff1a{HIDDEN}"),
    ],
)
def test_names_before_a_colon_and_in_options(text: str, shown: str) -> None:
    assert without_secrets(text) == shown
    assert without_secrets(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "token:12:3: E SLU108",
        "~/token:12",
        "--token is unknown",
        "max_tokens: 5",
        "tokenizer: gpt2",
        "author: me",
        "token://x",
        "the password of the machine",
    ],
)
def test_words_about_secrets_stay(text: str) -> None:
    assert without_secrets(text) == text


@pytest.mark.parametrize(
    ("line", "start", "words", "shown"),
    [
        ("#SBATCH --comment=password: hunter2 x", 28, "hunter2", HIDDEN),
        ("#SBATCH --comment=password: hunter2 x", 36, "x", "x"),
        ("#SBATCH --comment=password=ab#cd", 30, "cd", HIDDEN),
        ("#SBATCH --comment password='ab cd'", 31, "cd'", HIDDEN),
        ("#BSUB -gpu num=1:secret:abc=yes", 27, "yes", HIDDEN),
        ("#BSUB -P password:hunter2", 6, "Invalid argument: hunter2", f"Invalid argument: {HIDDEN}"),
        ("#SBATCH --tyme=3", 8, "--tyme", "--tyme"),
    ],
)
def test_a_word_of_a_line(line: str, start: int, words: str, shown: str) -> None:
    assert hushed(line, start, words) == shown


@pytest.mark.parametrize(
    "text",
    [
        'docker run -e "DB_PASSWORD=correct S3CRET" x',
        "docker run -e 'A=1, DB_PASSWORD=correct S3CRET' x",
        '#SBATCH --export="NONE,DB_PASSWORD=correct S3CRET battery"',
        '+curl -H "Authorization: Bearer S3CRET.x9" https://example.org',
        "curl -sSu bob:S3CRET https://example.org",
        'curl https://example.org \\\n+   -u "bob:two S3CRET"',
        "docker login -u bob -p S3CRET example.org",
        "sshpass -pS3CRET ssh a",
        'sshpass -v -p "two S3CRET" ssh a',
        "mysql -uroot -pS3CRET db",
        "wandb login S3CRET6789abcdef0123456789abcdef01234567",
        "x --password 'two S3CRET'",
        'command: ["--password","S3CRET"]',
        "https://example.org/x?sig=S3CRET&a=1",
        'DB_PASSWORD=ab"cd S3CRET"gh x',
        'export DB_PASSWORD="a\\"b S3CRET" x',
        'DB_PASSWORD="abc S3CRET',
        "DB_PASSWORD=two\\ S3CRET x",
        "rclone --sftp-pass S3CRET9 x",
        '#SBATCH -J "password: two S3CRET" x',
    ],
)
def test_whole_values_and_logins(text: str) -> None:
    shown = without_secrets(text)
    assert "S3CRET" not in shown
    assert HIDDEN in shown
    assert without_secrets(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "ssh login -p 2222 x",
        "mysqldump -P 3306 -p db",
        "curl -u $USER:$PW x",
        "wandb login --relogin $KEY",
        "the option --password needs a value",
        "Authorization: Bearer $TOKEN",
        "docker run -u 1000:1000 -p 80:80 x",
    ],
)
def test_commands_without_a_secret_stay(text: str) -> None:
    assert without_secrets(text) == text


def test_a_setting_that_is_the_end_of_a_value() -> None:
    assert hide("export", "NONE,DB_PASSWORD=correct S3CRET battery") == f"NONE,DB_PASSWORD={HIDDEN}"
    assert hide("text", "A=1 B=2 python a.py") == "A=1 B=2 python a.py"


def test_long_lines_take_no_long_time() -> None:
    began = time.monotonic()
    for text in ("TOKEN=a ", "curl -u a", "docker login ", "mysql ", 'token="', "--a-password", "-", "wandb login -"):
        without_secrets(text * 5_000)
    assert time.monotonic() - began < 5
