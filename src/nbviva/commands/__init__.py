"""The engine's commands, one module each: `add(commands)` says what it takes, `run(app, chosen)` does it."""
