"""Start-up files that a reader gets wrong: each is given to bash, zsh and dash, in every kind of start."""

# ruff: noqa: E501 - each line is a file as it would stand in a home
from __future__ import annotations

PLAIN = {
    "quotes": "export A='a b' B=\"c $HOME d\" C=e\\ f D=\"it's\" E='q\"q'\n",
    "unset later": "export A=1 B=2\nunset A\n",
    "export after": "A=1\nexport A\nA=2\n",
    "not exported": "A=1\nB=$A\nexport C=$B\n",
    "two assignments then a command": "A=1 B=2\nC=3 true\nexport A B C\n",
    "defaults": 'export A=${X:-y} B=${HOME:+z} C="${Y-n}" D=${X:+q}\nEMPTY=\nexport E=${EMPTY:-d} F=${EMPTY-d} G=${EMPTY+s}\n',
    "assigning default": ': "${A:=one}" ${B:=two}\nexport A B\n',
    "trims": "P=/a/b/c.tar.gz\nexport A=${P##*/} B=${P#*/} C=${P%.*} D=${P%%.*} E=${P%/} F=${P#/a/b} G=${#P}\n",
    "tilde": "export A=~/x B=~/x:~/y C='~/x' D=a~/b E=\"~\" F=~\nG=~/g:~/h\nexport G\n",
    "path": 'export PATH="$HOME/bin:$PATH"\nexport PATH=$PATH:/opt/x\n',
    "cargo": (
        'case ":${PATH}:" in\n    *:"$HOME/.cargo/bin":*)\n        ;;\n    *)\n'
        '        export PATH="$HOME/.cargo/bin:$PATH"\n        ;;\nesac\n'
    ),
    "guard case": "export A=1\ncase $- in\n *i*) ;;\n *) return;;\nesac\nexport B=2\n",
    "guard ps1": '[ -z "$PS1" ] && return\nexport B=2\n',
    "guard or": '[ -n "$PS1" ] || return 0\nexport B=2\n',
    "guard tty": "export A=1\n[ -t 0 ] || return\nexport B=2\n",
    "guard trim": '[ "$-" != "${-#*i}" ] || return\nexport B=2\n',
    "if chain": "X=2\nif [ $X = 1 ]; then export A=1; elif [ $X -eq 2 ]; then export A=2; else export A=3; fi\n",
    "files": "[ -f ~/.here ] && export A=1\n[ -d ~/.here ] && export B=1\n[ -e ~/nope ] || export C=1\n[ -s ~/.here ] && export D=1\n",
    "undecided": "if grep -q root /etc/passwd; then export A=1; else export A=2; fi\nexport B=3\n",
    "undecided same": "if ls >/dev/null; then A=1; else A=1; fi\nexport A\n",
    "undecided return": "export A=1\nls >/dev/null || return\nexport B=2\nA=3\n",
    "undecided unset": "export A=1\nls /nope 2>/dev/null && unset A\n",
    "command substitution": 'export A=$(echo x) B="$(echo ")" \'a\')" C=`echo y`\nexport D=1\n',
    "nested quotes": 'export A="a $(echo "b $(echo "c")") d" B=2\n',
    "arithmetic": "N=1\nexport M=$((N+1)) N\nexport O=3\n",
    "function": "f() { export A=1; B=2; }\nf\nexport B\n",
    "function argument": 'add() { case ":$PATH:" in *":$1:"*) ;; *) PATH="$1:$PATH";; esac; }\nadd /opt/a\nadd /opt/b\nadd /opt/a\nexport PATH\n',
    "function return": "f() { return; export A=1; }\nf\nexport B=2\n",
    "function local": "A=out\nf() { local A=in; B=$A; }\nf\nexport A B\n",
    "function status": "f() { [ -d /nope ]; }\nif f; then export A=1; else export A=2; fi\n",
    "for": 'for d in /opt/a /opt/b "/opt/c d"; do P="$P:$d"; done\nexport P d\n',
    "for break": "for d in 1 2 3; do [ $d = 2 ] && break; L=$L$d; done\nexport L d\n",
    "for undecided": "for d in $(ls /); do export A=$d; done\nexport B=1\n",
    "for glob": "for f in ~/d/*.conf; do F=$F$f; done\nexport F\n",
    "while": "n=0\nwhile [ $n -lt 3 ]; do n=$((n+1)); done\nexport n B=1\n",
    "while read": "while read -r l; do export Q=$l; done < ~/.here\nexport B=1\n",
    "subshell": "A=1\n( A=2; export B=3 )\nexport A\n",
    "group": "{ A=1; B=2; } >/dev/null 2>&1\nexport A B\n",
    "pipe": "A=1\necho x | read A\nexport B=2\n",
    "background": "export A=1\nA=2 &\nwait\nexport B=3\n",
    "heredoc": "cat >/dev/null <<EOF\nexport A=1\n'unclosed\nEOF\nexport B=2\ncat >/dev/null <<-'E O'\n\texport C=1\n\tE O\nexport D=3\n",
    "eval": "eval 'export A=1'\neval export B=2 C=3\nexport D=4\n",
    "eval unknown": 'export A=1\neval "$(echo export A=2 B=3)"\nexport C=4\n',
    "source": ". ~/.more\nexport B=$FROM_MORE\n",
    "source missing guarded": "[ -r ~/nope ] && . ~/nope\nexport B=1\n",
    "source self": 'export A=1\n[ -z "$DEEP" ] && { DEEP=1; . ~/.more; }\nexport C=2\n',
    "source loop": ". ~/.loop\nexport C=2\n",
    "allexport": "set -a\nA=1\nB=2\nset +a\nC=3\n",
    "comment": "export A=1 # export A=2\n#export B=2\nexport C=a#b\n",
    "continuation": "export A=1 \\\n  B=2\\\n3\n",
    "crlf": "export A=1\r\nexport B=2\r\n",
    "crlf if": "export A=1\nif true; then\r\nexport B=2\r\nfi\r\nexport C=3\n",
    "odd bytes": "export A='\udcff\udcfe' B=h\u00e9\n",
    "syntax error": "export A=1\nif true\nexport B=2\n",
    "syntax error in a line": "export A=1\nexport B=2; )\nexport C=3\n",
    "empty then": "export A=1\nif true; then\n# nothing\nfi\nexport B=2\n",
    "no last newline": "export A=1\nexport B=2",
    "unclosed": "export A=1\nexport B='x\nexport C=3\n",
    "readonly": "readonly A=1\nexport A\nexport B=2\n",
    "set u": "set -u\nexport A=1\nexport B=2\n",
    "set u unset": "export A=1\nset -u\nexport B=$NOPE_\nexport C=3\n",
    "set e": "set -e\nexport A=1\n[ -d / ] && export B=1\n",
    "not": "! [ -d /nope ] && export A=1\nif ! true; then export B=1; fi\n",
    "semicolons": "export A=1; export B=2 ;export C=3;\n",
    "status": "false\nif [ $? -eq 0 ]; then export A=1; else export B=1; fi\nexport C=1\n",
    "test forms": 'test -n "$HOME" && export A=1\n[ "$USER" = zhang -a -d / ] && export B=1\n[ x"$NO" = x ] && export C=1\n[ "a" != "b" ] && export D=1\n',
    "unquoted test": "[ -n $NOPE ] && export A=1\n[ -z $NOPE ] && export B=1\n[ $NOPE = x ] 2>/dev/null || export C=1\n",
    "alias": "alias ll='ls -l' export2='export A=1'\nexport B=1\n",
    "dollar": 'export A=\'$HOME\' B=\\$HOME C="\\$HOME" D=a$ E="$"\n',
    "escapes": 'export A="a\\"b" B="a\\nb" C=a\\\\b D="x\\\ny"\n',
    "splitting": "X='a b'\nexport Y=$X\nZ=$X\nexport Z\nfor w in $X; do L=\"$L-$w\"; done\nexport L\n",
    "special names": 'IFS=:\nexport A=1\nX=a:b\nfor w in $X; do L="$L-$w"; done\nexport L\n',
    "command prefix": "command export A=1\n\\export B=2\n'export' C=3\n",
    "conda": (
        "# >>> conda initialize >>>\n__conda_setup=\"$('@HOME@/mini/bin/conda' 'shell.bash' 'hook' 2> /dev/null)\"\n"
        'if [ $? -eq 0 ]; then\n    eval "$__conda_setup"\nelse\n    if [ -f "@HOME@/mini/etc/profile.d/conda.sh" ]; then\n'
        '        . "@HOME@/mini/etc/profile.d/conda.sh"\n    else\n        export PATH="@HOME@/mini/bin:$PATH"\n    fi\nfi\n'
        "unset __conda_setup\n# <<< conda initialize <<<\nexport AFTER=1\n"
    ),
    "nvm": (
        'export NVM_DIR="$HOME/.nvm"\n[ -s "$NVM_DIR/nvm.sh" ] && \\. "$NVM_DIR/nvm.sh"\n'
        '[ -s "$NVM_DIR/bash_completion" ] && \\. "$NVM_DIR/bash_completion"\nexport AFTER=1\n'
    ),
    "pyenv": (
        'export PYENV_ROOT="$HOME/.pyenv"\n[ -d $PYENV_ROOT/bin ] && export PATH="$PYENV_ROOT/bin:$PATH"\n'
        'command -v pyenv >/dev/null || export PATH="$PYENV_ROOT/bin:$PATH"\neval "$(pyenv init -)"\nexport AFTER=1\n'
    ),
    "rustup": '. "$HOME/.cargo/env"\n',
    "dircolors": (
        'export K=1\nif [ -x /usr/bin/dircolors ]; then\n    test -r ~/.dircolors && eval "$(dircolors -b ~/.dircolors)" '
        '|| eval "$(dircolors -b)"\nfi\n'
    ),
    "proxy function": 'proxy_on() {\n  export http_proxy="http://127.0.0.1:${1:-7890}" https_proxy=$http_proxy\n}\nproxy_on\nexport AFTER=1\n',
    "cd": "cd /tmp && export A=$PWD\nexport B=1\n",
    "shift": "f() { A=$1; shift; B=$1; }\nf x y\nexport A B\n",
    "set positional": "set -- p q\nexport A=$1 B=$# \n",
    "temporary": "A=1 eval 'B=$A'\nexport A B\n",
    "case fall": "case abc in a*|b) export A=1;; *) export A=2;; esac\ncase x in [a-m]) export B=1;; [!a-m]) export B=2;; esac\n",
    "case quoted": "X='*'\ncase abc in \"$X\") export A=1;; $X) export A=2;; *) export A=3;; esac\n",
    "exit status of and": "true && false || export A=1\nfalse && true\nexport B=1\n",
    "nul": "export A=1\n\0\nexport B=2\n",
    "nested function": "f() { g() { export A=1; }; }\nf\ng\n",
    "recursive function": 'f() { [ -n "$STOP" ] && return; STOP=1; f; export A=1; }\nf\n',
    "undefined function later": "f\nf() { export A=1; }\nexport B=1\n",
    "unset function": "f() { export A=1; }\nunset -f f\nf 2>/dev/null\nexport B=1\n",
    "redirect missing": "{ export A=1; } < /nope/nope\nexport B=1\n",
    "redirect missing builtin": ": ${A:=1} < /nope/nope\n",
    "printf": "printf x >/dev/null && export A=1\n",
    "multiline string": "export A='line\nexport B=2\nline'\nexport C=3\n",
    "assign from self": 'A=1\nA=${A}2\nA="$A"3\nexport A\n',
    "colon default in path": "export LD_LIBRARY_PATH=/usr/local/cuda/lib64${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\n",
    "secret": "export HF_TOKEN=hf_abc MY_PASSWORD='p q' HF_TOKEN_PATH=/x/y\n",
}

BASH = {
    "double brackets": '[[ $- == *i* ]] && export A=1\n[[ -n $HOME && ! -d /nope ]] && export B=1\n[[ a == "*" ]] || export C=1\n',
    "double guard": "export A=1\n[[ $- != *i* ]] && return\nexport B=2\n",
    "regex": "[[ abc =~ ^a(b|x)c$ ]] && export A=1\nexport B=2\n",
    "declare": "declare -x A=1\ntypeset -x B=2\ndeclare C=3\ndeclare -i D=4+5\nexport D\ndeclare -u E=abc\nexport E\n",
    "append": "A=1\nA+=2\nexport A\nexport PATH+=:/x\n",
    "array": 'a=(1 2 3)\nexport B=${a[0]} C=1\nfor x in "${a[@]}"; do Y=$Y$x; done\nexport Y\n',
    "ansi": "export A=$'a\\tb' B=$'\\x41' C=$'it\\'s'\n",
    "brace": "for x in {a,b}; do L=$L$x; done\nexport L\nexport A={a,b}\n",
    "replace": "P=a:b:c\nexport A=${P//:/-} B=${P/b/x} C=${P:2:1} D=${P^^}\nexport E=1\n",
    "indirect": "N=HOME\nexport A=${!N} B=1\n",
    "arith command": "n=1\n((n+=2))\n(( n == 3 )) && export A=1\nexport n\n",
    "for arith": "for ((i=0;i<3;i++)); do L=$L$i; done\nexport L i\n",
    "process": "while read -r x; do A=$x; done < <(echo hi)\nexport A\nexport B=1\n",
    "function keyword": "function f { export A=1; }\nf\nfunction g() { export B=1; }\ng\n",
    "local export": "f() { local -x A=1; export B=2; }\nf\nf2() { local C; C=1; export C; }\nf2\n",
    "declare in function": "f() { declare A=1; declare -g B=2; export A B; }\nf\n",
    "case fallthrough": "case a in a) export A=1;& b) export B=1;; esac\nexport C=1\n",
    "herestring": "read -r A <<< hello\nexport A\nexport B=1\n",
    "shopt": "shopt -s extglob\nexport A=1\nshopt -q login_shell && export L=1\n",
    "extglob": "shopt -s extglob\n[[ abc == @(abc|d) ]] && export A=1\nexport B=1\n",
    "select like": "export A=1\ntime export B=2\n",
    "export -n": "export A=1 B=2\nexport -n A\ndeclare +x B\n",
    "nameref": "declare -n r=T\nr=5\nexport T\nexport B=1\n",
    "read only again": "readonly A=1\nA=2\nexport A\nexport B=1\n",
    "exported function": "f() { :; }\nexport -f f\nexport A=1\n",
    "printf -v": "printf -v A %s x\nexport A B=1\n",
    "bash source args": "source ~/.args one two\n",
    "alias to export": "alias e='export'\ne A=1\nexport B=1\n",
    "glob in test": "[ -f ~/d/*.conf ] && export A=1\nexport B=1\n",
    "env -i": "env -i A=1 true\nexport B=1\n",
    "logout": "trap 'true' EXIT\nexport A=1\n",
    "coproc": "export A=1\nset -o vi\nexport B=1\n",
}

ZSH = {
    "typeset": "typeset -x A=1\ntypeset -gx B=2\nexport C\n",
    "path array": "path=(/opt/a $path)\nexport PATH\nexport A=1\n",
    "unique": "typeset -U path PATH\nexport PATH=/a:/b:/a:$PATH\nexport A=1\n",
    "no split": "X='a b'\nfor w in $X; do L=\"$L-$w\"; done\nexport L\n[ -n $NOPE ] && export A=1\n",
    "isset": "if (( ${+commands[ls]} )); then export A=1; fi\nexport B=${+HOME} C=${+NOPE_}\n",
    "flags": "export A=${(U)HOME} B=${HOME:t} C=$HOME:h D=1\n",
    "setopt": "setopt extended_glob no_nomatch\nexport A=1\nsetopt all_export\nB=2\n",
    "short if": "if [[ -n $HOME ]] { export A=1 }\nexport B=2\n",
    "anonymous": "() { export A=1 }\nexport B=2\n",
    "autoload": "autoload -Uz compinit\nexport A=1\n",
    "glob qualifier": "for f in ~/d/*.conf(N); do F=$F$f; done\nexport F\nexport A=1\n",
    "no match": "export A=1\nls ~/nothing*here\nexport B=2\n",
    "equals": "export A=1\n[ a == a ] && export B=1\nexport C=1\n",
    "bracket equals": "[[ a == a ]] && export A=1\n[[ -o interactive ]] && export B=1\n[[ -o login ]] && export C=1\n",
    "pipe last": "A=1\necho x | read A\nexport A B=2\n",
    "foreach": "foreach x (a b); L=$L$x; end\nexport L\nexport A=1\n",
    "zdotdir": "export ZDOTDIR=$HOME/z\nexport A=1\n",
    "norcs": "setopt no_rcs\nexport A=1\n",
    "always": "{ export A=1 } always { export B=1 }\nexport C=1\n",
    "empty body": "if true; then\nfi\nexport A=1\nf() { }\nexport B=1\n",
    "oh-my-zsh": 'export ZSH="$HOME/.oh-my-zsh"\nplugins=(git)\nexport HF_HOME=/data/hf\nsource $ZSH/oh-my-zsh.sh\nexport AFTER=1\n',
    "source path": "export A=1\nsource ./nope 2>/dev/null\nexport B=1\n",
    "parameter ops": "export A=${HOME:-x} B=${NOPE:=y}\nexport C=$B D=${HOME:+z}\n",
    "emulate": "emulate sh\nexport A=1\n",
}

FILES = {
    ".here": "line\n",
    ".more": "export FROM_MORE=1\nreturn\nexport NEVER=1\n",
    ".loop": "export LOOP=1\n. ~/.loop\n",
    ".args": 'export A=$1 B="$2"\n',
    "d/a.conf": "",
    "d/b.conf": "",
    ".cargo/env": (
        '#!/bin/sh\ncase ":${PATH}:" in\n    *:"$HOME/.cargo/bin":*)\n        ;;\n    *)\n'
        '        export PATH="$HOME/.cargo/bin:$PATH"\n        ;;\nesac\n'
    ),
    "mini/etc/profile.d/conda.sh": (
        "export CONDA_EXE='@HOME@/mini/bin/conda'\nexport CONDA_PYTHON_EXE='@HOME@/mini/bin/python'\n"
        '__conda_exe() (\n    "$CONDA_EXE" "$@"\n)\n'
        'if [ -z "${CONDA_SHLVL+x}" ]; then\n    export CONDA_SHLVL=0\n'
        '    PATH="$(dirname "$(dirname "${CONDA_EXE}")")/condabin${PATH:+":${PATH}"}"\n    export PATH\n'
        '    if [ -z "${PS1+x}" ]; then\n        PS1=\n    fi\nfi\n'
    ),
    ".nvm/nvm.sh": (
        'nvm() { NVM_BIN=x; }\nnvm_process() {\n  while [ $# -ne 0 ]; do case "$1" in --x) shift;; esac; shift; done\n'
        '  export NVM_INC=1\n}\nnvm_process "$@"\n'
    ),
    ".oh-my-zsh/oh-my-zsh.sh": (
        "for f ($ZSH/custom/*.zsh(N)); do source $f; done\nexport HF_HOME=/changed\n: ${ZSH_CACHE_DIR:=$ZSH/cache}\nexport ZSH_CACHE_DIR\n"
    ),
    "z/.zshrc": "export FROM_Z=1\n",
}
