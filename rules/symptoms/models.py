"""Models, data sets and notebooks."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

HF_LOGIN = Symptom(
    id="huggingface-login",
    title=msg("Hugging Face: not logged in, or no access"),
    patterns=(
        "401 Client Error*huggingface",
        "GatedRepoError",
        "RepositoryNotFoundError",
        "Invalid username or password.",
        "Token is required",
        "LocalTokenNotFoundError",
        "You must be authenticated to access it",
        "is not a local folder and is not a valid model identifier",
    ),
    means=msg(
        "The hub does not let you in, or there is no such model. Setting HF_HOME or XDG_CACHE_HOME moves where the "
        "login "
        "token is looked for, so you seem to be logged out."
    ),
    steps=(
        msg("See whether a token is found: hf auth whoami (older versions: huggingface-cli whoami)."),
        msg("Is the token still at the old place? export HF_TOKEN_PATH=~/.cache/huggingface/token"),
        msg("Gated models: accept their terms on the model's page with the same account."),
    ),
    commands=("hf env", "ls -l ~/.cache/huggingface/token"),
    rules=("STO304", "STO305"),
    facts=("huggingface_hub 2.4, constants.py, run",),
)

HF_OFFLINE = Symptom(
    id="huggingface-offline",
    title=msg("Hugging Face: cannot connect"),
    patterns=(
        "We couldn't connect to 'https://*",
        "couldn't connect to*to load this file",
        "LocalEntryNotFoundError",
        "OfflineModeIsEnabled",
        "Cannot reach https://huggingface",
        "Max retries exceeded with url*huggingface",
    ),
    means=msg(
        "The machine cannot reach the hub and the files are not in the cache. Compute nodes often have no network; a "
        "cache that was moved is empty at first."
    ),
    steps=(
        msg(
            "Download where there is a network, to a disk that the node sees: hf download MODEL. Then HF_HUB_OFFLINE=1."
        ),
        msg("See that the job uses the same cache as you: hf env in both."),
        msg("Pages for this machine: envdoctor explain offline-huggingface"),
    ),
    commands=("hf env", "hf cache ls"),
    rules=("STO305", "STO306"),
    facts=("transformers utils/hub.py; huggingface_hub 2.4",),
)

KERAS_DATA = Symptom(
    id="dataset-not-found",
    title=msg("NLTK or TensorFlow Datasets does not find its data"),
    patterns=(
        "Resource * not found. Please use the NLTK Downloader",
        "DatasetNotFoundError",
        "Failed to construct dataset",
    ),
    means=msg(
        "The data are not where this program looks. NLTK passes over an NLTK_DATA whose folder does not exist, and "
        "downloads to ~/nltk_data instead."
    ),
    steps=(msg("Make the folder first, then set the variable, then download again."),),
    rules=("STO301", "STO304"),
    facts=("nltk 3.10, nltk/data.py, run",),
)

KERNEL_GONE = Symptom(
    id="jupyter-kernel",
    title=msg("Jupyter: the kernel does not start, or is not listed"),
    patterns=(
        "Failed to start the Kernel",
        "NoSuchKernel",
        "No such kernel named",
        "Kernel died before replying to kernel_info",
        "[Errno 2] No such file or directory: '<path>/bin/python*",
        "The kernelspec may not be found",
        "The kernel appears to have died",
    ),
    means=msg(
        "The kernel's entry names a Python that is gone (its environment was moved or deleted), or it was "
        "registered for "
        "another account than the one the server runs as. A kernel that dies while it works ran out of memory instead."
    ),
    steps=(
        msg("See the entries and what they start: the check names those that lead nowhere."),
        msg("Register the environment again, from inside it: python -m ipykernel install --user --name NAME"),
    ),
    commands=("jupyter kernelspec list", "jupyter --paths"),
    rules=("JUP101", "JUP102"),
    facts=("jupyter_client 8.10, kernelspec.py, run",),
)
