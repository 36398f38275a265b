"""What sbatch and qsub answer when they refuse a script, or take it otherwise than it was meant."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

DIRECTIVE = Symptom(
    id="sbatch-invalid-directive",
    title=msg("sbatch: a word of a #SBATCH line belongs to no option"),
    patterns=("Invalid directive found in batch script", "Change from #SLURM to #SBATCH in your script"),
    means=msg(
        "The word behind the colon stands on an #SBATCH line and is no option: a value with a space in it, a comment "
        "without #, or a long dash from a PDF or Word in place of --."
    ),
    steps=(
        msg("The check shows the word in its line: envdoctor check SCRIPT"),
        msg(
            'No spaces in a value, or quotes around it: --job-name="my job", --mail-type=END,FAIL. A comment needs a #.'
        ),
        msg("Is there a long dash? Type -- anew."),
    ),
    rules=("SLU108", "SLU112", "JOB103"),
    facts=("sbatch 22.05.8, run",),
)

DOS = Symptom(
    id="dos-line-breaks",
    title=msg("The script has the line ends of Windows"),
    patterns=(
        "Batch script contains DOS line breaks",
        "instead of expected UNIX line breaks",
        "$'\\r': command not found",
        "/bin/bash^M: bad interpreter",
        "/bin/sh^M: bad interpreter",
    ),
    means=msg(
        "It was written or copied on Windows: every line ends with an invisible character that belongs to no word."
    ),
    steps=(
        msg("envdoctor fix SCRIPT shows what it would change, with --apply it does; or: sed -i 's/\\r$//' SCRIPT"),
        msg("In the editor on Windows choose LF in place of CRLF; git config core.autocrlf input for a repository."),
    ),
    rules=("JOB101",),
    facts=("sbatch 22.05.8, run; bash 5.2",),
)

NO_SCRIPT = Symptom(
    id="sbatch-no-script",
    title=msg("sbatch: the file does not begin with #!"),
    patterns=(
        "This does not look like a batch script",
        "line must start with #! followed by the path to an interpreter",
    ),
    means=msg(
        "The first two characters have to be #!. An empty line, a space, a comment or the invisible mark that some "
        "editors put at the front (BOM) is enough; so is a file that is no script."
    ),
    steps=(msg("Let the first line be: #!/bin/bash"), msg("envdoctor fix SCRIPT takes out what stands before it.")),
    rules=("JOB102",),
    facts=("sbatch 22.05.8, run",),
)

NUL = Symptom(
    id="sbatch-nul",
    title=msg("sbatch: the script contains a NULL character"),
    patterns=(
        "controller does not allow scripts that * contain a NULL character",
        "does not allow scripts that contain a NULL character",
    ),
    means=msg("A byte 0 stands in the file: it is damaged, saved as UTF-16, or no text at all."),
    steps=(msg("See what it is: file SCRIPT. UTF-16 becomes plain text with: iconv -f UTF-16 -t UTF-8 SCRIPT > NEW"),),
    rules=("JOB104",),
    facts=("sbatch 22.05.8, run",),
)

OPTION = Symptom(
    id="sbatch-unknown-option",
    title=msg("sbatch does not know an option, or not in this form"),
    patterns=(
        "sbatch: unrecognized option",
        "sbatch: invalid option --",
        "sbatch: option * is ambiguous",
        "option is ambiguous",
        "sbatch: option * requires an argument",
        "sbatch: option requires an argument --",
        "sbatch: option * doesn't allow an argument",
    ),
    means=msg(
        "A misspelt name, an option of srun alone, one that this version has not yet or no more, one dash where two "
        "belong, or a shortened name that fits several."
    ),
    steps=(
        msg("The check names what was probably meant: envdoctor check SCRIPT"),
        msg("Long names have two dashes (--gres=gpu:1), letters have one (-c 8)."),
    ),
    commands=("sbatch --version", "sbatch --help"),
    rules=("SLU101", "SLU102", "SLU103", "SLU104", "SLU106", "SLU113"),
    facts=("sbatch 22.05.8, run",),
)

QUOTE = Symptom(
    id="sbatch-quote",
    title=msg("sbatch: a quote is never closed, or a colon stands alone"),
    patterns=("sbatch: fatal: *: Unmatched", "sbatch: fatal: *: Unexpected `:` in ["),
    means=msg(
        "On the line that is named a quote begins and does not end, or a : begins a word. An apostrophe in a comment "
        "behind an option is enough where its # is not set apart by a space."
    ),
    steps=(msg("Close the quote on the same line, or put the comment on a line of its own."),),
    rules=("SLU121",),
    facts=("sbatch 22.05.8, run",),
)

VALUE = Symptom(
    id="sbatch-bad-value",
    title=msg("sbatch does not take the value of an option"),
    patterns=(
        "Invalid --time specification",
        "Invalid --mem specification",
        "Invalid --signal specification",
        "Invalid --mail-type specification",
        "Invalid --exclusive specification",
        "error: Invalid numeric value",
        "Invalid generic resource (gres) specification",
        "is not a valid node count",
        "--mem-per-gpu are mutually exclusive",
    ),
    means=msg(
        "The value is in a form that sbatch does not read (24h for a time, 1.5G for memory, an = too many), or two "
        "options that exclude each other are given."
    ),
    steps=(
        msg("The check shows the value and the forms that are taken: envdoctor check SCRIPT"),
        msg("A day is 1-00:00:00 or 24:00:00; memory is 16G; a card is --gres=gpu:1."),
        msg(
            "Is the form right and gres refused at submission? Then this cluster has no card of that name: sinfo -o %G"
        ),
    ),
    commands=("sinfo -o '%P %l %G'",),
    rules=("SLU107", "SLU112", "SLU119", "SLU122"),
    facts=("sbatch 22.05.8, run",),
)

NO_SUCH_NODE = Symptom(
    id="slurm-no-such-node",
    title=msg("Slurm: no node can give what the job asks for"),
    patterns=(
        "Requested node configuration is not available",
        "Memory specification can not be satisfied",
        "More processors requested than permitted",
    ),
    means=msg("More cards, CPUs or memory on one node than any node of the partition has, or a node count it lacks."),
    steps=(
        msg("See what there is: sinfo -o '%P %D %c %m %G', and ask for less on one node, or for more nodes."),
        msg("Memory refused whatever you ask for? Then this cluster counts none: leave --mem out."),
    ),
    commands=("sinfo -o '%P %D %c %m %G'",),
    rules=("JOB403", "JOB404", "JOB405"),
    facts=("Slurm 22.05, slurm_errno.c",),
)

FEWER_NODES = Symptom(
    id="slurm-fewer-nodes",
    title=msg("Slurm makes it fewer nodes than were asked for"),
    patterns=("can't run * processes on * nodes, setting nnodes to",),
    means=msg(
        "There are fewer tasks than nodes, so the job gets one node for each task and its cards once, not twice."
    ),
    steps=(msg("Ask for as many tasks as there are to be processes: --nodes=2 --ntasks-per-node=1"),),
    rules=("SLU132",),
    facts=("sbatch 22.05.8, run",),
)

SUDO = Symptom(
    id="not-in-sudoers",
    title=msg("sudo: you are not in the sudoers file"),
    patterns=("not in the sudoers file", "may not run sudo on", "sudo: a terminal is required to read the password"),
    means=msg("Your account may not become root here. In a job nobody could type the password either."),
    steps=(
        msg("Install into your own environment (conda, pip, uv), load a module, or use a container (Apptainer)."),
        msg("What really needs root is the administrators' work: ask them."),
    ),
    rules=("JOB416",),
    facts=("sudo 1.9",),
)

PBS = Symptom(
    id="qsub-refuses",
    title=msg("qsub refuses a #PBS line"),
    patterns=(
        "qsub: directive error",
        "qsub: illegal -",
        "qsub: invalid option --",
        '"-lresource=" cannot be used with "select" or "place"',
    ),
    means=msg(
        "A word of the line belongs to no option, a value is in a form that qsub does not read, or old resources "
        "(nodes=, mem=, ncpus=) stand beside select=."
    ),
    steps=(
        msg("The check shows the word in its line: envdoctor check SCRIPT"),
        msg("Comments belong on lines of their own; values and lists have no spaces."),
    ),
    rules=("PBS101", "PBS104", "PBS108", "PBS109", "PBS111", "PBS112", "PBS118", "PBS119"),
    facts=("OpenPBS, qsub.c; Torque 6, qsub_functions.c",),
)

NO_FILE = Symptom(
    id="sbatch-unable-to-open-file",
    title=msg("sbatch: the script is not where it is looked for"),
    patterns=("sbatch: error: Unable to open file", "error: Unable to open file"),
    means=msg(
        "There is no file of that name in the folder you are in, or you may not read it. What stands behind sbatch is "
        "taken for the script from the first word on that is no option: a space in an option is enough."
    ),
    steps=(
        msg("See what is there: pwd; ls -l. Name the script by its path: sbatch jobs/train.sbatch"),
        msg("Options stand before the script, without spaces around =: sbatch --time=24:00:00 train.sbatch"),
    ),
    facts=("sbatch 22.05.8, run",),
)

POLICY = Symptom(
    id="slurm-job-violates-policy",
    title=msg("Slurm: the job goes over a limit of your account or QOS"),
    patterns=("Job violates accounting/QOS policy", "AssocMaxSubmitJobLimit", "QOSMaxSubmitJobPerUserLimit"),
    means=msg(
        "It asks for more time, cards, CPUs or nodes than your account or the QOS may have, or you have as many jobs "
        "as you may submit at once. The cluster has the room; it is a limit set for you."
    ),
    steps=(
        msg("See the limits of the QOS and of your account: the commands below."),
        msg("Ask for less, name another QOS (#SBATCH --qos=NAME), or wait until jobs of yours have ended."),
        msg("Each task of an array counts as a job: --array=0-99%5 runs five at a time, but a hundred are submitted."),
    ),
    commands=(
        "sacctmgr -p show qos format=name,maxwall,maxtrespu,maxsubmitpu,maxjobspu",
        "sacctmgr -p show assoc user=$USER format=account,qos,maxwall,maxtres,maxsubmit,maxjobs",
        "squeue --me",
    ),
    rules=("JOB402",),
    facts=("Slurm 22.05, slurm_errno.c; sacctmgr(1)",),
)

PBS_VALUE = Symptom(
    id="qsub-illegal-value",
    title=msg("qsub: a resource has a value that PBS does not take"),
    patterns=("qsub: Illegal attribute or resource value", "Illegal attribute or resource value"),
    means=msg(
        "The name behind the colon (Resource_List.walltime, for instance) has a value of another form: 24h for a time, "
        "mem=16 GB with a space, a word where a number belongs."
    ),
    steps=(
        msg("The check shows the value and the form that is taken: envdoctor check SCRIPT"),
        msg("A day is walltime=24:00:00, memory is mem=16gb, chunks are select=1:ncpus=8:ngpus=1:mem=16gb."),
    ),
    rules=("PBS108", "PBS109", "PBS111"),
    facts=("OpenPBS, pbs_error.h: PBSE_BADATVAL",),
)

LSF_RESOURCE = Symptom(
    id="bsub-bad-resource-requirement",
    title=msg("bsub: the string behind -R cannot be read"),
    patterns=("Bad resource requirement syntax", "Unknown resource name in requirement"),
    means=msg(
        "A bracket lacks its partner, a section is misspelt (select, order, rusage, span, same, cu, affinity), an = or "
        "a number is missing, or the shell took the quotes and the string fell apart."
    ),
    steps=(
        msg("The check shows the place: envdoctor check SCRIPT"),
        msg('One pair of quotes around all of it: #BSUB -R "rusage[mem=8000] span[hosts=1]"'),
    ),
    commands=("lsinfo -r",),
    rules=("LSF103", "LSF113"),
    facts=("LSF 10.1, bsub(1): -R",),
)
