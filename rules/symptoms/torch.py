"""torch and CUDA."""

from __future__ import annotations

from envdoctor.advice import Symptom
from envdoctor.i18n import msg

NO_KERNEL = Symptom(
    id="no-kernel-image",
    title=msg("torch has no code for this card"),
    patterns=(
        "no kernel image is available for execution on the device",
        "cudaErrorNoKernelImageForDevice",
        "is not compatible with the current PyTorch installation",
    ),
    means=msg(
        "The installed torch is compiled for other generations of cards than this one: too old for a new card, or too "
        "new for an old one."
    ),
    steps=(msg("Install a torch built for this card; the check names it, with the command."),),
    commands=("python -c 'import torch; print(torch.__version__, torch.cuda.get_arch_list())'", "nvidia-smi -L"),
    rules=("CUD101", "JOB410"),
    facts=("torch/cuda/__init__.py; CUDA runtime error 209",),
)

NOT_COMPILED = Symptom(
    id="torch-without-cuda",
    title=msg("torch is built without CUDA"),
    patterns=("Torch not compiled with CUDA enabled", "Found no NVIDIA driver on your system"),
    means=msg("This torch is the build for processors only, or the machine (a login node?) has no card or driver."),
    steps=(
        msg("On a machine with cards: install a torch with CUDA; the check shows the command."),
        msg("On a login node: torch sees no card there; test in a job."),
    ),
    commands=("python -c 'import torch; print(torch.__version__, torch.version.cuda)'",),
    rules=("CUD102", "CUD101"),
    facts=("torch/cuda/__init__.py",),
)

OLD_DRIVER = Symptom(
    id="driver-too-old",
    title=msg("The driver is too old for this CUDA"),
    patterns=(
        "The NVIDIA driver on your system is too old",
        "CUDA driver version is insufficient for CUDA runtime version",
        "the provided PTX was compiled with an unsupported toolchain",
        "forward compatibility was attempted on non supported HW",
    ),
    means=msg("torch, or another program, is made for a newer CUDA than the installed driver can run."),
    steps=(
        msg("Install a build for an older CUDA; the check names one that this driver runs."),
        msg("Only an administrator can update the driver."),
    ),
    commands=("cat /proc/driver/nvidia/version",),
    rules=("CUD103",),
    facts=("NVIDIA, CUDA Compatibility",),
)

DRIVER_MISMATCH = Symptom(
    id="driver-library-mismatch",
    title=msg("nvidia-smi: driver/library version mismatch"),
    patterns=("Failed to initialize NVML: Driver/library version mismatch", "NVML: Driver/library version mismatch"),
    means=msg(
        "The driver was updated while the old kernel module is still loaded. New programs find no card until the "
        "module "
        "is loaded again; programs that run already go on."
    ),
    steps=(
        msg("Only an administrator can mend it, by a restart or by loading the module again. Tell them this text."),
    ),
    commands=("cat /proc/driver/nvidia/version",),
    facts=("NVML, NVML_ERROR_LIB_RM_VERSION_MISMATCH",),
)

CARD_MEMORY = Symptom(
    id="cuda-out-of-memory",
    title=msg("CUDA out of memory"),
    patterns=(
        "CUDA out of memory",
        "torch.OutOfMemoryError",
        "torch.cuda.OutOfMemoryError",
        "CUDA error: out of memory",
        "CUDA_ERROR_OUT_OF_MEMORY",
        "CUDA_ERROR_OUT_OF_MEMORY: out of memory",
        "cudaErrorMemoryAllocation",
        "RESOURCE_EXHAUSTED: Out of memory",
        "RESOURCE_EXHAUSTED: OOM when allocating tensor",
        "OOM when allocating tensor",
        "CUBLAS_STATUS_ALLOC_FAILED",
    ),
    means=msg(
        "The card's memory is full; no disk is. Either the model and batch need more than is there, or another process "
        "holds part of it: on a shared machine somebody else's, or one of yours that is left behind."
    ),
    steps=(
        msg("See who holds the card: nvidia-smi. Is it an old process of yours? End it by its number: kill PID."),
        msg("Else a smaller batch, or another card: CUDA_VISIBLE_DEVICES=1 python train.py"),
        msg(
            "TensorFlow and JAX take nearly the whole card at their start. To let others in: "
            "TF_FORCE_GPU_ALLOW_GROWTH=true, XLA_PYTHON_CLIENT_PREALLOCATE=false."
        ),
    ),
    commands=("nvidia-smi", "ps -o pid,etime,cmd -u $USER"),
    facts=("torch.OutOfMemoryError; CUDA driver error 2; TensorFlow and JAX, GPU memory",),
)

UNDEFINED_SYMBOL = Symptom(
    id="cuda-undefined-symbol",
    title=msg("A CUDA library of the wrong version is loaded"),
    patterns=(
        "undefined symbol: __nvJitLink*",
        "undefined symbol: cublasLt*",
        "undefined symbol: ncclComm*",
        "cuDNN version incompatibility",
        "libcudnn*cannot open shared object file",
        "Could not load library libcudnn*",
        "undefined symbol: cudnn*",
    ),
    means=msg(
        "torch brings its CUDA libraries along, but another copy is found first, nearly always through LD_LIBRARY_PATH."
    ),
    steps=(
        msg("Try without it: env -u LD_LIBRARY_PATH python -c 'import torch'"),
        msg("Does that work? Take the CUDA folders out of LD_LIBRARY_PATH in your start-up files: torch needs none."),
    ),
    commands=("echo $LD_LIBRARY_PATH",),
    rules=("CUD204", "CUD203", "CUD201"),
    facts=("ld.so(8); torch 2.15's libraries, looked at with ld.so --list",),
)

CUDA_HOME_MISSING = Symptom(
    id="cuda-home",
    title=msg("A build does not find the CUDA toolkit"),
    patterns=(
        "CUDA_HOME environment variable is not set",
        "The detected CUDA version * mismatches the version that was used to compile PyTorch",
        "nvcc: command not found",
        "CUDA_HOME does not exist",
        "No such file or directory: '<path>/bin/nvcc'",
    ),
    means=msg(
        "Compiling a CUDA extension needs a toolkit with nvcc, of the same major version as torch's CUDA. Running "
        "torch "
        "needs none."
    ),
    steps=(
        msg("See what is here: ls -d /usr/local/cuda-*, or module avail cuda on a cluster. Set CUDA_HOME to one."),
        msg("Or look for a finished wheel of the package for your torch: nothing has to be compiled then."),
    ),
    commands=("ls -d /usr/local/cuda*", "python -c 'import torch; print(torch.version.cuda)'"),
    rules=("CUD201", "CUD202"),
    facts=("torch/utils/cpp_extension.py",),
)

BUILD_FAILED = Symptom(
    id="extension-build-failed",
    title=msg("A CUDA or C++ extension could not be built"),
    patterns=(
        "Error building extension '",
        "Error compiling objects for extension",
        "ninja: build stopped",
    ),
    means=msg(
        "The compiler (nvcc or gcc) stopped at an error. This line only tells that; the cause is the first error above "
        "it, often far above."
    ),
    steps=(
        msg("Look for the first error: in the whole output, the first line with 'error:' or 'FAILED:'."),
        msg(
            "Compare versions: nvcc must be of the same major version as torch's CUDA, and not every gcc is taken by "
            "every nvcc. CUDA_HOME says which nvcc is run."
        ),
        msg("'No space left' above? See the check. 'Killed' above? Memory: fewer compilers at once, MAX_JOBS=2."),
    ),
    commands=(
        "nvcc --version; echo $CUDA_HOME; gcc --version | head -1",
        "python -c 'import torch; print(torch.version.cuda)'",
    ),
    rules=("CUD201", "CUD202", "TMP101"),
    facts=("torch/utils/cpp_extension.py",),
    last=True,
)

LOCKED_BUILD = Symptom(
    id="extension-lock",
    title=msg("torch waits for ever to build an extension"),
    patterns=(
        "Using <path> as PyTorch extensions root...$",
        "Using <path> as PyTorch extensions root$",
        "torch/utils/file_baton.py",
        "torch_extensions/<path>/lock",
    ),
    means=msg(
        "A build that was killed left a file named lock behind, and the next one waits for it without end. If "
        "nothing is "
        "being built now, that file is why."
    ),
    steps=(msg("Make sure that no build of yours runs, then delete that one file: .../torch_extensions/*/NAME/lock"),),
    commands=("find ~/.cache/torch_extensions -name lock",),
    rules=("STO101",),
    facts=("torch 2.13, torch/utils/file_baton.py",),
)
