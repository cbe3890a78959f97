"""What crosses between a student's process and the examiner: `encode` a value to bytes, `decode` bytes to a value.

By value: None, bool, int, float, complex, str, bytes, numeric NumPy arrays and scalars, dense torch tensors, and lists,
tuples and dicts of these; sets of what can be a key of a dict. Everything else is a Handle (the student's) or a
Callback (the examiner's). The format is our own and small, not msgpack: msgpack's decoder allocates each list at the
length that it declares, down to 1024 levels (2.5 kB of bytes can ask for 400 MB), and it knows neither shared parts nor
a budget for what they unfold into.

What does not cross: that one array is a view of another (each arrives with memory of its own; only the *same* object twice stays
one object), exact strides (their class does, see `layout`), byte order (all arrive in the native one), attributes and hooks.
"""

from __future__ import annotations

from nbviva.wire.decoding import Decoded, Inward, decode
from nbviva.wire.encoding import Outward, encode, no_handles
from nbviva.wire.handles import Callback, Handle, Registry
from nbviva.wire.limits import DEFAULT, Breach, Limits

__all__ = [
    "DEFAULT",
    "Breach",
    "Callback",
    "Decoded",
    "Handle",
    "Inward",
    "Limits",
    "Outward",
    "Registry",
    "decode",
    "encode",
    "no_handles",
]
