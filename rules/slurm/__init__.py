"""What sbatch refuses, ignores, or reads otherwise than it looks."""
