"""What only the checks and pictures of unit 7, The library, have to say."""

TEXTS: dict[str, str] = {}
