"""LSF: #BSUB directives and their -gpu and -R strings."""
