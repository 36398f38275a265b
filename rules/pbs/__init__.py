"""PBS: #PBS directives."""
