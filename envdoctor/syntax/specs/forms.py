"""Names of the kinds of specs, as ``SourceFile.form`` has them."""

DPDISPATCHER, COMPOSE, KUBERNETES = "dpdispatcher", "compose", "kubernetes"
