"""torch.random: the default generator's seed and state."""

from tinytorch_core.environment import get_rng_state, initial_seed, manual_seed, seed, set_rng_state

__all__ = ["get_rng_state", "initial_seed", "manual_seed", "seed", "set_rng_state"]
