"""TensorFlow Datasets: prepared datasets."""

from __future__ import annotations

from envdoctor.catalogue import sources
from envdoctor.catalogue.rows import Relocation, Row, VariableLever, move_and_link
from envdoctor.i18n import msg

TFDS = Row(
    id="tfds",
    tool="TensorFlow Datasets",
    title=msg("datasets of TensorFlow Datasets"),
    holds="mixed",
    sources=(sources.variable("TFDS_DATA_DIR", empty=True), sources.below_home("tensorflow_datasets")),
    levers=(VariableLever("TFDS_DATA_DIR"),),
    folder="tensorflow_datasets",
    variables=("TFDS_DATA_DIR",),
    traces=("~/tensorflow_datasets",),
    usual=("~/tensorflow_datasets",),
    keep=msg("datasets you prepared and files in downloads/manual are found only there"),
    relocation=Relocation(
        how=msg("move the folder and leave a link; once all works, delete the one that ends in .before"),
        commands=move_and_link(),
    ),
    pitfalls=(
        msg("XDG_CACHE_HOME does not move it"),
        msg("what you put into downloads/manual yourself cannot be downloaded again"),
        msg("with ~ in TFDS_DATA_DIR datasets land in a folder named ~ of the working folder, downloads in your home"),
        msg("$HOME in it is taken literally, and an empty one means the working folder: write the whole path"),
    ),
    facts=("tensorflow-datasets 4.9.10, core/constants.py and core/utils/file_utils.py, run (a dataset was prepared)",),
)
