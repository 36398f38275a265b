"""Scripts for ``sbatch``: every option with good and bad values, odd layouts, and mixtures, always the same ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

from envdoctor.catalogue.slurm_options import ELSEWHERE, JUDGED, SBATCH

HEAD = "#!/bin/bash\n"

NUMBERS = ["1", "4", "0", "-1", "+3", "", "two", "4x", "1.5", "010", "99999999999", "2k", " 7", "٣"]
SIZES = ["16", "0", "16G", "16g", "16GB", "16gb", "16GiB", "1T", "1024", "1048576", "2048M", "500K", "1K", "1.5G",
"1P", "-4",
         "lots", "4 G", "", "16Gb", "1536", "3072G", "1073741824"]  # fmt: skip
TIMES = ["5", "90", "0", "24:00", "1:30:00", "00:61:00", "1-", "1-0", "1-12", "1-12:30", "1-25:00:00",
"7-00:00:00", "24h",
         "1:00:00:00", "-1", "-5", "infinite", "UNLIMITED", "1:75:00", "", "5:", ":30", "1-2-3", "1 hour",
         "999999999", "1::2",
         "0:30", "00:00:01", "1-1:1", "2:3-4", "100-00", "5minutes", "9999999999"]  # fmt: skip
TEXTS = ["a", "a,b", "x=y", "a b", "", "$HOME/x", "~/x", "名前", "a\\b", "--time=5", "-x", "50%"]
LOGS = ["out.txt", "logs/%j.out", "/abs/%x-%j.log", "none", "NONE", "$HOME/%j", "~/x", "a\\b", "", "dir with space/x"]
GRES = ["gpu", "gpu:2", "gpu:a100:2", "gpu:0", "gpu:two", "gpu::2", "gpu:", "gpu:a100:", "gpu:a100:x", "gpu:1,gpu:2",
        "gpu:1,gpu:a100:1", "none", "NONE", "gres:gpu:2", "gpu=2", "", ",", "gpu:1,", "gpu:2k", "shard:4",
        "gpu:1,shard:2",
        "gpu:1.5", "tmpdisk:10G", "4", "gpu:a100:1:2", "gpu:a:1,gpu:b:2"]  # fmt: skip
GPUS = ["1", "4", "8", "a100:2", "a100", "0", "", "gpu:2", "a:1,b:2", "1,2", "-1", "two", "a100:", "2,a100:1"]

VALUES: dict[str, list[str]] = {
    "count": NUMBERS,
    "number": NUMBERS,
    "size": SIZES,
    "minutes": TIMES,
    "seconds": TIMES,
    "text": TEXTS,
    "log": LOGS,
    "folder": ["/tmp", "sub", "..", "$HOME", "", "~"],
    "gres": GRES,
    "gpus": GPUS,
    "nodes": ["1", "1-4", "4-1", "2-2", "0", "1k", "1m", "2K", "1-15:4", "1,2,4", "", "-", "2-", "-3", "a", "1-a",
              "1 ", "0-0",
              "1.5", "1kk", "1km", "node1", "3-0"],
    "names": ["node1", "node[1-3]", "a,b,c", "a,a", "node[01-12],x", "gpu[1,3-5]"],
    "signal": ["USR1", "B:USR1@120", "SIGUSR1@90", "R:10", "RB:TERM@60", "BR:TERM", "B:FOO@1", "USR1@", "USR1@70000",
               "USR1@65535", "USR1@-1", "10", "0", "usr2@5", "B:", "", "@60", "USR1@6x", "CHLD", "b:usr1", "12@60",
               "B", "BUSR1",
               "64", "70000", "RR:INT"],
    "mail": ["ALL", "END", "BEGIN,END", "end,fail", "NONE", "END,NONE", "ABORT", "BEGIN,ABORT",
             "TIME_LIMIT_80,TIME_LIMIT",
             "ARRAY_TASKS", "", ",", "STAGE_OUT,REQUEUE,INVALID_DEPEND", "ALL,", "Time_Limit_50,time_limit_90"],
    "distribution": ["block", "cyclic", "block:cyclic", "plane=4", "plane", "plane=0", "plane=x", "block,pack",
                     "pack", "NoPack",
                     "*:*:*", "*:fcyclic:*", "fcyclic", "arbitrary", "hostfile", "block:block:block:block", "",
                     ",pack",
                     "pack,nopack", "cyclic,foo", "Block:Cyclic,NOPACK", "block,", "planet=3", "*", "block::cyclic"],
    "exclusive": ["user", "mcs", "exclusive", "oversubscribe", "USER", "topo", "yes", ""],
    "nice": ["0", "100", "-100", "abc", "", "3000000000", "-3000000000", "2147483645", "2147483646", "5x"],
    "no-kill": ["set", "off", "no", "OFF", "yes", ""],
    "open-mode": ["append", "truncate", "a", "T", "x", "", "Apple"],
    "priority": ["TOP", "top", "100", "-1", "abc", "4294967293", "4294967294", "", "3000000000"],
    "profile": ["none", "all", "energy", "task,lustre", "foo", "Network,Energy", "", "tasks"],
    "power": ["level", "foo", "level,foo", ""],
    "freq": ["30", "task=30", "energy=5,network=4", "foo", "task=x", "", "filesystem=1,foo", "30,bar", "x30"],
    "cpu-freq": ["low", "high", "medium-high", "2400000", "low-high:performance", "performance", "OnDemand",
                 "conservative", "foo",
                 "high-low", "100-50", "performance:high", "low:performance", "", "himl", "highm1",
                 "1-2:UserSpace", "him1",
                 "performance-high", "low-high:foo", "low-high:", "low-"],
    "mem-bind": ["none", "local", "rank", "verbose,local", "q,local", "map_mem:0,1", "mask_mem:0x3,0x1",
                 "map_mem:", "foo",
                 "prefer,sort", "map_mem:0*2,1", "mask_mem:3", "map_mem:a", "v", "", "sort,nosort", "no,rank",
                 "mask_mem:0xz"],
    "gpu-bind": ["closest", "none", "map_gpu:0,1", "mask_gpu:0x3", "single:2", "per_task:1", "foo",
                 "verbose,closest", "c", "",
                 "map_gpu:x", "single:x", "single:-1", "map_gpu:0*2,1", "Closest", "single", "mask_gpu:g",
                 "verbose,map_gpu:1"],
    "gpu-freq": ["low", "high,memory=low", "450", "memory=450", "verbose", "foo", "450x", "memory=foo",
                 "low,verbose", "HIGH",
                 "clock=5", "", "-5"],
    "gres-flags": ["disable-binding", "enforce-binding", "Enforce-Binding", "foo", "",
                   "disable-binding,enforce-binding"],
    "layout": ["2", "2:4", "2:4:1", "*", "*:4", "*:*:1", "2-4", "a", "2:x", "0", "-1", "2:4:1:1", "", ":4", "2-",
               "2-0", "1k",
               "4-2:1"],
    "user-env": ["", "10", "10S", "5l", "x", "10X", "S"],
    "yes-no": ["yes", "no", "YES", "maybe", ""],
    "switches": ["1", "2@10:00", "0", "x", "3@", "3@abc", "1@UNLIMITED", "2@1-0", ""],
    "hint": ["compute_bound", "memory_bound", "nomultithread", "multithread", "foo", "COMPUTE_BOUND", "",
             "memory_bound,nomultithread"],
    "moment": ["2035-01-02", "2035-01-02T03:04", "2035-1-2T3:04:05", "tomorow", "x", "", "13/45", "uts1900000000",
               "25:00",
               "2035-13-01", "2035-02-31", "12:61", "2035-01-02 13:00", "now+x", "01/02/35", "010235", "1.2.35-10:00",
               "2035-01-02T10:00pm"],
}  # fmt: skip

LAYOUTS = [
    "", "\n", " \n", "echo\n", "#SBATCH -n2\n", "\ufeff" + HEAD, "\n" + HEAD, " " + HEAD, "#", "#!",
    "#! /bin/sh\n#SBATCH -n2\n",
    HEAD + " #SBATCH -n2\n", HEAD + "# SBATCH -n2\n", HEAD + "##SBATCH -n2\n", HEAD + "#sbatch -n2\n",
    HEAD + "#SBATCH--nodes=3\n",
    HEAD + "#SBATCHES x\n", HEAD + "#SLURM -n 2\n", HEAD + "#SBATCH\t-n\t2\n", HEAD + "echo\n#SBATCH -n2\n",
    HEAD + "set -e\n#SBATCH -n2\n", HEAD + "\n\n# x\n  # y\n\t\n#SBATCH -n2\n", HEAD + "#SBATCH -n2 # two tasks\n",
    HEAD + "#SBATCH -J foo#bar\n#SBATCH -n2\n", HEAD + "#SBATCH -J 'foo#bar'\n",
    HEAD + "#SBATCH -N1 \\\n#SBATCH -n2\n",
    HEAD + "#SBATCH -N1 \\\n  -n2\n#SBATCH -n3\n", HEAD + "#SBATCH -N1 \\\n# -n2\n#SBATCH -n3\n",
    HEAD + "#SBATCH -N 1 -n 2\n",
    HEAD + "#SBATCH -N1 -n2\n", HEAD + "#SBATCH -J=foo\n", HEAD + "#SBATCH -n=2\n", HEAD + "#SBATCH -t=1:00\n",
    HEAD + "#SBATCH --ntasks 2\n", HEAD + "#SBATCH --ntasks= 2\n", HEAD + "#SBATCH --job-name = foo\n",
    HEAD + "#SBATCH --ntasks =2\n", HEAD + "#SBATCH -time=1:00\n", HEAD + "#SBATCH -mem=4G\n",
    HEAD + "#SBATCH -partition=x\n",
    HEAD + "#SBATCH -nodes=2\n", HEAD + "#SBATCH -account=me\n", HEAD + "#SBATCH -output=x.log\n",
    HEAD + "#SBATCH -gres=gpu:1\n",
    HEAD + "#SBATCH \u2013time=1:00\n", HEAD + "#SBATCH \u2014\u2014time=1:00\n", HEAD + "#SBATCH\u00a0-n 2\n",
    HEAD + "#SBATCH -t\u00a01:00\n", HEAD + "#SBATCH --mail-user\n#SBATCH --time=1:00:00\n#SBATCH -n2\n",
    HEAD + "#SBATCH --mail-user=\n#SBATCH -n2\n", HEAD + "#SBATCH --exclusive user\n", HEAD + "#SBATCH --requeue=1\n",
    HEAD + "#SBATCH -n2\n#SBATCH -n3\n", HEAD + "#SBATCH --gres=gpu:1\n#SBATCH --gres=gpu:2\n",
    HEAD + "#SBATCH -n2\r\n", HEAD + "#SBATCH -n2\r \necho\n", HEAD + "#SBATCH -n2\0\n", HEAD + "#SBATCH -n\r2\n",
    HEAD + "#SBATCH -n2\n#SBATCH hetjob\n#SBATCH -n3\n", HEAD + "#SBATCH -n2\n#SBATCH packjob\n#SBATCH -N3 -J x\n",
    HEAD + "#SBATCH -J a -t 5\n#SBATCH hetjob -n9\n#SBATCH --mem=4G\n#SBATCH HetJob\n#SBATCH -c3\n",
    HEAD + "#SBATCH -n2 hetjob -N3\n#SBATCH -c2\n", HEAD + "#SBATCH -J hetjob\n#SBATCH x\n",
    HEAD + "#SBATCH -J hetjobs\n",
    HEAD + "#SBATCH --mem=4G\n#SBATCH hetjob\n#SBATCH --mem-per-cpu=1G\n", HEAD + "#SBATCH -n2 : -n3\n",
    HEAD + "#SBATCH -J :x\n",
    HEAD + "#SBATCH -J a:b\n", HEAD + '#SBATCH -J ":"\n', HEAD + '#SBATCH -J "foo\n', HEAD + "#SBATCH -J it's\n",
    HEAD + "#SBATCH -n2 # it's two\n", HEAD + '#SBATCH -J "a b" -n2\n', HEAD + "#SBATCH -J 'a \"b\" c'\n",
    HEAD + '#SBATCH -J "a \\" b"\n', HEAD + "#SBATCH -J a\\ b\n", HEAD + "#SBATCH -J a\\b\\\\c\n",
    HEAD + '#SBATCH -J "" -n2\n#SBATCH -N3\n',
    HEAD + '#SBATCH --job-name="" -n2\n', HEAD + "#SBATCH \\\n#SBATCH -n2\n", HEAD + "#SBATCH \\ -n2\n#SBATCH -N2\n",
    HEAD + '#SBATCH "-n2"\n', HEAD + '#SBATCH -"n"2\n', HEAD + '#SBATCH --job-name="my job"x\'y\'\n',
    HEAD + "#SBATCH -n4 -N1 -kQ\n",
    HEAD + "#SBATCH -kn4\n", HEAD + "#SBATCH -Hn4\n", HEAD + "#SBATCH -kset\n", HEAD + "#SBATCH -k set\n",
    HEAD + "#SBATCH -HO -s\n",
    HEAD + "#SBATCH -HY\n", HEAD + "#SBATCH -- -n2\n", HEAD + "#SBATCH -n2 --\n",
    HEAD + "#SBATCH -n2 --\n#SBATCH -N2\n",
    HEAD + "#SBATCH - -n2\n", HEAD + "#SBATCH -n2 -\n", HEAD + "#SBATCH --=x\n", HEAD + "#SBATCH ---n=2\n",
    HEAD + "#SBATCH -=\n",
    HEAD + "#SBATCH foo.sh\n", HEAD + "#SBATCH time=5\n", HEAD + "#SBATCH --job-name my job\n",
    HEAD + "#SBATCH --help\n",
    HEAD + "#SBATCH --usage\n", HEAD + "#SBATCH --version -n2\n", HEAD + "#SBATCH -v -v -V -h\n",
    HEAD + "#SBATCH --wrap=hostname -n2\n",
    HEAD + "#SBATCH --wrap hostname\n", HEAD + "#SBATCH --wrap\n", HEAD + "#SBATCH -Q --quiet\n",
    HEAD + "#SBATCH --help=x\n",
    HEAD + "#SBATCH --cpus_per_task=4\n", HEAD + "#SBATCH --Time=5\n", HEAD + "#SBATCH -T5\n", HEAD + "#SBATCH -n",
    HEAD + "#SBATCH -n2", HEAD + "#SBATCH", HEAD + "#SBATCH #-n2\n", HEAD + "#SBATCH #\n#SBATCH -n3 #-N2\n",
    HEAD + "#SBATCH -J a -J b -J a\n", HEAD + "#SBATCH --time={{ t }}\n", HEAD + "#SBATCH --nodes=<N>\n",
    HEAD + "#SBATCH -N $N\n",
    "#!/usr/bin/env python3\n#SBATCH -n2\nimport os\n#SBATCH -n3\n", HEAD + "cat <<E\n#SBATCH -n2\nE\n",
    HEAD + "#SBATCH -n2\n:\n#SBATCH -n3\n", HEAD + "#SBATCH -n2\n\x0b\x0c\n#SBATCH -N3\n",
    HEAD + "#SBATCH -n2\x0c-N3\n",
    HEAD + "#SBATCH --comment=\"a # b\" -n2\n", HEAD + "#SBATCH --comment=a' # 'b\n", HEAD + "#SBATCH -o x -D /tmp\n",
    HEAD + "#SBATCH -D /tmp -o x -e /y -i none\n", HEAD + "#SBATCH -D sub -o x\n", HEAD + "#SBATCH --share\n",
    HEAD + "#SBATCH --workdir=/tmp\n", HEAD + "#SBATCH --ignore-pbs\n#PBS -N foo\n",
    HEAD + "#SBATCH --comment=\udcff\udcfe\n", HEAD + "#SBATCH -\udcff\n", HEAD + "#SBATCH \udcff\n",
]  # fmt: skip

FOREIGN = [
    "#PBS -N foo\n#PBS -l nodes=2:ppn=4,walltime=01:00:00\n", "#PBS -l select=2:ncpus=8:mpiprocs=4\n",
    "#PBS -l mem=4gb,file=2GB\n",
    "#PBS -l walltime=24:00\n", "#PBS -l nodes=1:ppn=2:gpus=1\n", "#PBS -l nodes=a+b\n",
    "#PBS -q gpu -A me -M a@b -m abe\n",
    "#PBS -j oe -V -k oe -r n\n", "#PBS -W umask=022\n", "#PBS -W depend=afterok:1\n", "#PBS -W x=y\n",
    "#PBS -J 0-9\n",
    "#PBS -t 1-4\n", "#PBS -v A=1,B=2\n", "#PBS -v A\n#PBS -v B\n", "#PBS -e err -o out\n", "#PBS -p 5\n",
    "#PBS -m n\n", "#PBS -m z\n",
    "#PBS -l accelerator=True\n", "#PBS -l naccelerators=2\n", "#PBS -l nodes=0\n", "#PBS -x\n", "#PBS foo\n",
    "#PBS -N\n",
    "#PBS -h -I -z\n", "#PBS -a 2035-01-02\n", "#PBS -a 2501021230\n", "#PBS --array=1-3\n", "#PBS -l\n",
    "#PBS -l walltime=x\n",
    "#PBS -l walltime=1:0:0,nodes=3\n", "#PBS-N foo\n", " #PBS -N foo\n", "#PBS -N 'a b'\n", "#PBS -d /tmp\n",
    "#PBS -S /bin/bash\n",
    "#PBS -l proc=xeon\n", "#PBS -l nice=5\n", "#PBS -l ncpus=4\n", "#PBS -l select=1:ncpus=8:mem=4gb\n",
    "#PBS -l pmem=4gb\n",
    "#PBS -l cput=30\n", "#PBS -l host=n1,nodes=2\n", "#PBS -l nodes=n1:ppn=4\n", "#PBS -l place=scatter\n",
    "#PBS -N a # b\n",
    "#BSUB -J x -n 4 -W 24:00\n", "#BSUB -n 2,4\n", "#BSUB -n 4,\n", "#BSUB -R 'span[hosts=1]'\n",
    "#BSUB -gpu num=1\n", "#BSUB -q gpu\n",
    "#BSUB -M 4096\n", "#BSUB -M 4GB\n", "#BSUB -o out -e err\n", "#BSUB -x\n", "#BSUB -m 'a b'\n",
    "#BSUB -cwd /tmp\n",
    "#BSUB -J x -cwd /tmp\n", "#BSUB -P proj\n", "#BSUB\n", "#BSUB -W 1:00:00\n", "#BSUB --time=5\n",
    "#BSUB --time 5\n", "#BSUB -W\n",
    "#BSUB foo\n", "#BSUB -n x\n", "#BSUB -J x\n#PBS -N y\n", "#BSUB -J 'a[1-10]'\n", "#BSUB -c /tmp\n",
    "#BSUB -q a -q b\n", "#BSUB -J#x\n",
    "#BSUB -oo out\n", "#BSUB -u me@x\n", "#BSUB -B -N\n", "#BSUB --queue_name=x\n", "#BSUB --e=x\n", "#BSUB -- x\n",
]  # fmt: skip

COUNTS = {
    "nodes": ["1", "2", "2-4"], "ntasks": ["1", "2", "4", "8"], "cpus-per-task": ["2",
              "4"], "ntasks-per-node": ["1", "2", "4"],
    "gpus": ["1", "2", "4", "8", "a100:4"], "gpus-per-node": ["1", "2", "4"], "gpus-per-task": ["1", "2"],
    "gpus-per-socket": ["1", "2"], "sockets-per-node": ["1", "2"], "gres": ["gpu:1", "gpu:2", "gpu:a100:2", "none",
                        "gpu"],
    "cpus-per-gpu": ["2", "4"], "mem-per-gpu": ["8G", "0"], "ntasks-per-gpu": ["1", "2"], "ntasks-per-tres": ["1",
                     "2"],
    "mem": ["4G"], "mem-per-cpu": ["2G"], "ntasks-per-socket": ["1",
            "2"], "ntasks-per-core": ["1"], "threads-per-core": ["1", "2"],
    "nodelist": ["a,b", "gpu[1-4]"], "clusters": ["x"], "distribution": ["block", "plane=2",
                 "arbitrary"], "hint": ["nomultithread"],
    "extra-node-info": ["2:4:1"], "core-spec": ["1"], "thread-spec": ["1"], "begin": ["2035-01-02"],
    "deadline": ["2034-01-01"],
    "bb": ["x"], "overcommit": [], "exclusive": [], "oversubscribe": [], "chdir": ["/tmp"], "output": ["x.log"],
    "mail-type": ["END", "FAIL", "NONE"], "kill-on-invalid-dep": ["yes", "no"], "requeue": [], "no-requeue": [],
    "cores-per-socket": ["2"], "use-min-nodes": [], "spread-job": [], "constraint": ["a"], "cluster": ["y"],
}  # fmt: skip

# Read from files, or from the account, of whoever submits.
APART = ("uid", "gid", "nodefile", "export-file", "bbf", "autocomplete", "test-only")


def _quoted(value: str) -> str:
    if "\\" in value or not value or any(letter in value for letter in " '#"):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return value


def one_option() -> Iterator[str]:
    """Each option with each value, in all the ways to write them."""
    for option in SBATCH.values():
        if option.name in APART or not option.known(JUDGED):
            continue
        values = VALUES.get(option.grammar, ["x"]) if option.argument != "no" else []
        for value in values:
            yield f"{HEAD}#SBATCH --{option.name}={_quoted(value)}\n"
        yield f"{HEAD}#SBATCH --{option.name}\n"
        yield f"{HEAD}#SBATCH --{option.name} {_quoted((values or ['x'])[0])}\n"
        if option.short:
            yield f"{HEAD}#SBATCH -{option.short}{(values or ['x'])[0]}\n#SBATCH -n2\n"
            yield f"{HEAD}#SBATCH -{option.short} {(values or [''])[0]}\n"
        for length in range(1, len(option.name)):
            yield f"{HEAD}#SBATCH --{option.name[:length]}{'=' + _quoted(values[0]) if values else ''}\n"
    for option in ELSEWHERE.values():
        yield f"{HEAD}#SBATCH --{option.name}=1\n"


def mixtures(count: int) -> Iterator[str]:
    """Options whose counts have to fit together."""
    chance = random.Random(20)
    names = sorted(COUNTS)
    for _number in range(count):
        lines = []
        for name in chance.sample(names, chance.choice([2, 3, 3, 4, 5])):
            value = chance.choice(COUNTS[name] or [""])
            lines.append(f"#SBATCH --{name}{'=' if value else ''}{value}\n")
        if chance.random() < 0.1:
            lines.insert(len(lines) // 2, "#SBATCH hetjob\n")
        yield HEAD + "".join(lines)


def gpu_mixtures(count: int) -> Iterator[str]:
    """GPUs, nodes and tasks alone."""
    chance = random.Random(21)
    names = ["nodes", "ntasks", "ntasks-per-node", "gpus", "gpus-per-node", "gpus-per-task", "gpus-per-socket",
    "gres",
             "sockets-per-node", "cpus-per-gpu", "mem-per-gpu", "ntasks-per-gpu", "cpus-per-task",
             "ntasks-per-socket"]  # fmt: skip
    for _number in range(count):
        chosen = chance.sample(names, chance.choice([2, 3, 4]))
        yield HEAD + "".join(f"#SBATCH --{name}={chance.choice(COUNTS[name])}\n" for name in chosen)


def noise(count: int) -> Iterator[str]:
    """Lines made of the characters that matter to the words of a line."""
    chance = random.Random(22)
    pieces = ["-n2", "-J", " ", " ", "  ", '"', "'", "#", "\\", ":", "x", "a b", "--time=5", "--comment=",
    "hetjob", "\t", "=", "-", "-N1",
              "--nodes", "\n#SBATCH ", "--hold", "-c", "3", "é"]  # fmt: skip
    for _number in range(count):
        body = "".join(chance.choice(pieces) for _piece in range(chance.randint(2, 9)))
        yield f"{HEAD}#SBATCH {body}\n#SBATCH -n3\n"


def foreign() -> Iterator[str]:
    """Lines of other schedulers, alone, beside #SBATCH, below code, and too far down."""
    for lines in FOREIGN:
        yield HEAD + lines
        yield HEAD + "#SBATCH -N1 -n3 -J mine -t 7 --gres=gpu:1 --constraint=z --export=E\n" + lines
        yield HEAD + "echo\n" * 3 + lines
    yield HEAD + "echo\n" * 99 + FOREIGN[0]
    yield HEAD + "echo\n" * 100 + FOREIGN[0]
    yield HEAD + "echo\n" * 101 + FOREIGN[0]
    yield HEAD + "\n" * 101 + FOREIGN[0]
    yield HEAD + "#\n" * 200 + FOREIGN[0]


def scripts() -> list[str]:
    """All of them, each once."""
    every = [*LAYOUTS, *one_option(), *foreign(), *mixtures(700), *gpu_mixtures(700), *noise(500)]
    return list(dict.fromkeys(every))
