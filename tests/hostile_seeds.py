"""Files as people write them, which are then broken in every way: file name -> text."""

from __future__ import annotations

SLURM = {
    "one.sbatch": """#!/bin/bash
#SBATCH --job-name=resnet
#SBATCH --partition=gpu
#SBATCH --gres=gpu:1
#SBATCH --cpus-per-task=8
#SBATCH --mem=32G
#SBATCH --time=12:00:00
#SBATCH --output=logs/%x-%j.out

source ~/miniconda3/etc/profile.d/conda.sh
conda activate vision
srun python -u train.py --epochs 90 --num_workers 8
""",
    "two_nodes.sbatch": """#!/bin/bash -l
#SBATCH -J llm -N 2 --ntasks-per-node=1
#SBATCH --gpus-per-node=8 -c 64   # a whole node each
#SBATCH -t 2-00:00:00
#SBATCH -o %j.out -e %j.err
#SBATCH --mail-type=END,FAIL --mail-user=zhang@example.org
set -euo pipefail
export MASTER_ADDR=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | head -n 1)
export MASTER_PORT=29500
module load cuda/12.4
srun torchrun --nnodes 2 --nproc_per_node=8 --rdzv_backend=c10d --rdzv_endpoint=$MASTER_ADDR:$MASTER_PORT main.py
""",
    "array.sh": """#!/usr/bin/env bash
#SBATCH --array=0-31%4
#SBATCH --output=sweep.out
#SBATCH -p short,gpu --time 24:00
rates=(0.1 0.01 0.001)
i=$((SLURM_ARRAY_TASK_ID % ${#rates[@]}))
python sweep.py --lr "${rates[$i]}" --out "out/$SLURM_ARRAY_TASK_ID"
""",
    "het.sbatch": """#!/bin/bash
#SBATCH -n 1 -c 4 --mem 8G
#SBATCH hetjob
#SBATCH -n 16 --gpus-per-task=1
srun --het-group=0 ./server : --het-group=1 ./worker
""",
    "wrong.sbatch": """#!/bin/bash

set -e
#SBATCH --gpus_per_node = 2
 #SBATCH --mem=16
#SBATCH \u2014time=24h
# SBATCH -n=4 --mail-type=END, FAIL
#SBATCH -partition=gpu --cpus-per-task 4 \\
#SBATCH --output=$HOME/log_${SLURM_JOB_ID}.txt # kept
conda activate base
rm -rf $SCRATCH/tmp
export CUDA_VISIBLE_DEVICES=0,1
python train.py &
""",
    "signal.sbatch": """#!/bin/bash
#SBATCH --signal=USR1@120 --requeue --open-mode=truncate
#SBATCH -t 7-0 --exclusive --mem=0
trap 'echo saving; touch stop; wait' USR1 TERM
for fold in 1 2 3; do
  python cv.py --fold $fold > fold_$fold.log 2>&1 &
done
wait
""",
    "heredoc.sh": """#!/bin/bash
#SBATCH -J outer
for lr in 1 2; do
cat > job_$lr.sh <<EOT
#!/bin/bash
#SBATCH --gres=gpu:$lr
python a.py
EOT
sbatch job_$lr.sh
done
""",
    "container.sbatch": """#!/bin/bash
#SBATCH --gpus=1
docker run -it --rm --gpus all -v $PWD:/work --name box nvcr.io/nvidia/pytorch:latest python train.py
apptainer exec --nv image.sif python eval.py
""",
    "driver.py": """#!/usr/bin/env python3
#SBATCH --time=1:00:00
#SBATCH --mem-per-gpu=24GB --gpus=4 --cpus-per-gpu=6
import os
print(os.environ["SLURM_JOB_ID"])
""",
    "secret.sbatch": """#!/bin/bash
#SBATCH --account=<project> --qos={{qos}}
export WANDB_API_KEY=0123456789abcdef0123456789abcdef01234567
cd /home/wang/project && pip install -r requirements.txt
sudo apt-get install -y tmux
git clone https://github.com/example/example.git
skill -9 12345
jupyter lab --no-browser --ip=0.0.0.0
sleep infinity
""",
}
LSF = {
    "whole.lsf": """#!/bin/bash
#BSUB -J whole
#BSUB -q gpu_v100
#BSUB -n 11
#BSUB -W 24:00
#BSUB -R "span[ptile=11] rusage[mem=8GB]"
#BSUB -gpu "num=1:mode=shared:j_exclusive=yes"
#BSUB -o %J.out
#BSUB -e %J.err
module load cuda/11.1
python run.py
""",
    "slice.lsf": """#!/bin/bash
#BSUB -J slice -n 1 -q gpu
#BSUB -gpu "num=1 mode=shared:j_exclusive=no"
#BSUB -R span[ptile=1]
#BSUB -u li@example.org
export CUDA_VISIBLE_DEVICES=$(python mig_check.py)
vasp_std > out.log
""",
    "broken.lsf": """#!/bin/bash
#BSUB -W=1200 -M 4
#BSUB -R "select[ngpus>0 rusage[mem=1000]
# BSUB -q normal
echo go
#BSUB -n 4 -n 8
mpirun -np 16 ./a.out
""",
}
PBS = {
    "select.pbs": """#!/bin/bash
#PBS -N relax
#PBS -l select=2:ncpus=16:ngpus=4:mem=64gb
#PBS -l walltime=24:00:00,place=scatter
#PBS -q workq -j oe
#PBS -m abe -M chen@example.org
cd "$PBS_O_WORKDIR"
mpirun -np 32 ./relax
""",
    "old.pbs": """#!/bin/sh
#PBS -l nodes=1:ppn=8, walltime=48
#PBS -l mem=4000
#PBS -e chen@example.org
#PBS-j eo
echo start
#PBS -V
./simulate >& log
""",
    "both.sh": """#!/bin/bash
#SBATCH -n 4
#PBS -l nodes=1:ppn=4
#BSUB -n 4
srun ./a.out
""",
}
SPECS = {
    "machine.json": """{
  "machine": {"batch_type": "LSF", "context_type": "SSHContext", "local_root": "./", "remote_root": "/data/li",
    "remote_profile": {"hostname": "login", "username": "li", "password": "hunter22"}},
  "resources": {"number_node": 1, "cpu_per_node": 11, "gpu_per_node": 1, "queue_name": "gpu", "group_size": 1,
    "kwargs": {"gpu_usage": true, "gpu_new_syntax": "true", "gpu_exclusive": 1, "custom_gpu_line": null},
    "strategy": {"if_cuda_multi_devices": true}, "envs": {"A": "b; c"}, "wait_time": 0,
    "custom_flags": ["#BSUB -W 24:00", "#SBATCH --mem=4"], "module_list": ["cuda/11.0"],},
  "task_list": [{"command": "dp train input.json", "task_work_path": "a"}]
}
""",
    "old_machine.json": """[{"machine_type": "slurm", "resources": {"numb_node": 1, "numb_gpu": 2, "task_per_node": 4,
"partition": "gpu", "time_limit": "23:0:0", "mem_limit": 32, "exclude_list": [], "source_list": ["~/.bashrc"]}}]
""",
    "compose.yaml": """services:
  train: &train
    image: pytorch/pytorch
    command: torchrun --nproc_per_node=4 train.py --num_workers 16
    deploy: {resources: {reservations: {devices: [{driver: nvidia, count: 1.5, capabilities: [gpu]}]}}}
    volumes: ["./:/work", /data:/data]
    environment:
      - NVIDIA_VISIBLE_DEVICES=all
  eval:
    <<: *train
    runtime: nvidia
    tty: true
    shm_size: 64m
""",
    "pod.yaml": """apiVersion: batch/v1
kind: Job
metadata: {name: train, namespace: lab}
spec:
  template:
    spec:
      containers:
      - name: main
        image: nvcr.io/nvidia/pytorch:24.05-py3
        command: ["bash", "-c", "python train.py --num-workers=8"]
        resources:
          requests: {nvidia.com/gpu: 1, memory: 64Gi}
          limits: {cpu: "16"}
        volumeMounts: [{name: shm, mountPath: /dev/shm}]
      volumes:
      - name: shm
        emptyDir: {medium: Memory}
      restartPolicy: Never
---
apiVersion: v1
kind: Pod
spec: {containers: [{name: b, image: b, resources: {limits: {nvidia.com/gpu: 0.5}}}]}
""",
}
PLAIN = {
    "run.sh": """#!/bin/bash
# envdoctor: ignore[JOB301] the site's profile has the hook
conda activate vision
nohup python -m torch.distributed.launch --nproc_per_node 4 train.py > log 2>&1 &
CUDA_VISIBLE_DEVICES=GPU-1 python a.py; kill %1
""",
    "submit.sh": """#!/bin/zsh
for s in *.sbatch; do sbatch --export=NONE "$s" || break; done
bsub < whole.lsf
qsub -l walltime=1:00:00 select.pbs
""",
    "body.sh": """#!/bin/bash
#SBATCH -n 2
f() { local a=${1:-x}; case $a in x|y) echo "$a" ;; *) return 1;; esac; }
if [[ -n ${A-} && ! -d "$A" ]]; then mkdir -p "$A"; elif ((1 << 2)); then :; fi
while read -r line; do f "$line"; done < <(grep -v '#' list.txt)
python - <<'PY'
import torch; print(torch.cuda.is_available())
PY
select_gpu() { nvidia-smi --query-gpu=index --format=csv,noheader | awk -F, '{print $1}'; }
""",
    "chinese.sbatch": """#!/bin/bash
# 作业脚本 单卡训练
#SBATCH --job-name=训练
#SBATCH --gres=gpu:8 # 一张卡
#SBATCH --comment="任务 \uff11" --mem=\uff16\uff14G
echo “开始”
python 训练.py --数据 /data/图像
""",
    ".bashrc": """case $- in *i*) ;; *) return;; esac
export PATH="$HOME/bin:$PATH"
# >>> conda initialize >>>
eval "$('/home/zhang/miniconda3/bin/conda' 'shell.bash' 'hook' 2> /dev/null)"
# <<< conda initialize <<<
export HF_HOME=/data1/zhang/hf
alias ll='ls -l'
""",
}
SEEDS = {**SLURM, **LSF, **PBS, **SPECS, **PLAIN}
