"""Logins, copies over ssh, and editors that work from afar."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

NOISY_SHELL = Symptom(
    id="received-message-too-long",
    title=msg("scp, sftp or rsync breaks off at once"),
    patterns=(
        "Received message too long",
        "protocol error: unexpected",
        "is your shell clean?",
        "protocol version mismatch -- is your shell clean",
        "scp: Connection closed",
        "sftp: Connection closed",
        "subsystem request failed on channel 0",
    ),
    means=msg(
        "A start-up file on the far machine prints something, or ends the shell, where nobody is at a prompt. The copy "
        "takes that text for its own data."
    ),
    steps=(
        msg("See that nothing is printed: ssh HOST true must say nothing at all."),
        msg("Print only at a prompt: put [[ $- == *i* ]] && in front of the line; the check names it."),
    ),
    commands=("bash -c '. ~/.bashrc' </dev/null | od -c | head -3",),
    rules=("SHL302", "SHL303", "SHL301"),
    facts=("OpenSSH scp, sftp; rsync; seen with an echo in ~/.bashrc",),
)

VSCODE = Symptom(
    id="vscode-remote",
    title=msg("VS Code cannot set up its server here"),
    patterns=(
        "Could not establish connection to",
        "Failed to install the VS Code Server",
        "The remote host may not meet VS Code Server's prerequisites",
        "remote host doesn't meet the prerequisites",
        "Missing GLIBC >= 2.28",
        "Missing GLIBCXX >= 3.4.25",
        "The VS Code Server failed to start",
        "Downloading VS Code Server failed",
        "scp * .vscode-server",
    ),
    means=msg(
        "The server in ~/.vscode-server could not be written (home is full), could not be downloaded, cannot run "
        "on this "
        "machine's older system, or a start-up file disturbs the login."
    ),
    steps=(
        msg("See the room in home, old server versions, the system's glibc, and what start-up files print: the check."),
        msg("After making room: in VS Code, 'Remote-SSH: Kill VS Code Server on Host', then connect again."),
        msg("No network on this machine? envdoctor explain offline-vscode"),
    ),
    commands=("df -h ~", "du -sh ~/.vscode-server", "ldd --version | head -1"),
    rules=("WRK101", "WRK102", "SHL302", "STO201"),
    facts=("VS Code, Remote-SSH's documentation; issues of vscode-remote-release",),
)

SYNTAX = Symptom(
    id="startup-syntax-error",
    title=msg("An error at every login from a start-up file"),
    patterns=(
        ".bashrc: line * syntax error",
        ".bash_profile: line * syntax error",
        ".profile: line * syntax error",
        ".zshrc:*: parse error",
        ".bashrc: line *: unexpected EOF",
        ".bashrc: line *: No such file or directory",
        ".cargo/env: No such file or directory",
    ),
    means=msg(
        "The shell stops reading the file at that line, so what stands below it never runs; or a line reads a file "
        "that "
        "is gone."
    ),
    steps=(msg("Open the file at the line that the check names. Keep this terminal open until a new one works."),),
    commands=("bash -n ~/.bashrc",),
    rules=("SHL303", "SHL306"),
    facts=("bash(1), zsh(1)",),
)

SSH_KEY = Symptom(
    id="ssh-key-refused",
    title=msg("ssh: the key is not accepted"),
    patterns=(
        "Permission denied (publickey*",
        "Authentication refused: bad ownership or modes",
        "WARNING: UNPROTECTED PRIVATE KEY FILE!",
        "This private key will be ignored",
        "Too many authentication failures",
    ),
    means=msg(
        "The far machine took none of your keys: the wrong user name, a key that is not in its authorized_keys, or "
        "permissions that are too open. sshd ignores authorized_keys where it, ~/.ssh or home itself can be written "
        "by the group or by all."
    ),
    steps=(
        msg("See which keys are offered, and as whom: ssh -v USER@HOST. Is the user name the one of that machine?"),
        msg("On your own side: chmod 600 ~/.ssh/id_ed25519 (your key's file), and ssh-add -l if an agent holds it."),
        msg("On the far side (by another way in): chmod 700 ~/.ssh; chmod 600 ~/.ssh/authorized_keys; chmod g-w,o-w ~"),
        msg("Is your public key (the .pub file) a line of authorized_keys there? git hosts take it on their web page."),
    ),
    commands=("ls -ld ~ ~/.ssh", "ls -l ~/.ssh", "ssh-add -l"),
    facts=("ssh(1), sshd(8), StrictModes in sshd_config(5)",),
)

PERMISSION = Symptom(
    id="permission-denied",
    title=msg("Permission denied"),
    patterns=(
        "Permission denied",
        "[Errno 13] Permission denied",
        "EACCES: permission denied",
        "Permission denied (os error 13)",
    ),
    means=msg(
        "The account may not write, read, enter or run that file or folder. In your own home it is often root's, left "
        "by a sudo; elsewhere it is simply not yours."
    ),
    steps=(
        msg("See whose it is: ls -ld PATH, and each folder above it."),
        msg("A program or script of your own that will not run? chmod u+x FILE, or its disk is mounted noexec."),
        msg("Point the tool at a folder of your own; the check names tools whose folder you may not write to."),
    ),
    commands=("id", "find ~ -maxdepth 2 ! -user $USER -ls"),
    rules=("STO302", "TMP103"),
    facts=("errno(3) EACCES (13)",),
    general=True,
)
