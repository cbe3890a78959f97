"""What only the checks and pictures of unit 5, Vector-Jacobian products, have to say."""

TEXTS: dict[str, str] = {}
