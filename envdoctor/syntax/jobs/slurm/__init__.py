"""The reader of ``#SBATCH`` directives, as sbatch 21.08 to 26.05 reads them."""
