"""Rules about CUDA: cards, toolkits, and the torch of an environment."""
