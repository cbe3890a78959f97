"""Stands inside the sandbox in the place of a package that an exercise is graded without; nbviva never imports it.

It can be imported, because many notebooks import what they do not use, and says why it is empty when it is used.
"""

import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any

_REASON = f"this exercise is graded without {__name__}: write it with NumPy, by hand"
__path__: list[str] = []


class HiddenPackageError(ImportError):
    """Import of a part of a package that this exercise is graded without."""


class HiddenPackageAttributeError(AttributeError):
    """Use of such a package. An AttributeError, because libraries look into packages that others have imported."""


HiddenPackageAttributeError.__name__ = "HiddenPackageError"


class _Refuser(MetaPathFinder):
    """Refuses the package's submodules in the same words."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Raise for a submodule of the hidden package; leave every other name to Python."""
        if fullname.startswith(__name__ + "."):
            raise HiddenPackageError(_REASON)
        return None


def __getattr__(name: str) -> Any:
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)  # what inspect and import machinery ask of any module
    raise HiddenPackageAttributeError(_REASON)


sys.meta_path.insert(0, _Refuser())
