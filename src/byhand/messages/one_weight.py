"""What only the checks and pictures of unit 1, One weight, have to say."""

TEXTS: dict[str, str] = {}
