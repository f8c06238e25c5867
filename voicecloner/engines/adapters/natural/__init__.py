"""The natural engine: a small neural network whose timbre is fitted to the user."""
