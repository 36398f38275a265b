"""Docker, Podman and other containers."""
