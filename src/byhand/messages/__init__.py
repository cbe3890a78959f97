"""Every sentence that a check, card or picture can say, in English, by key; translations live in i18n/checks/."""

from __future__ import annotations

from importlib import import_module

_ROOMS = (
    *("cards", "laws", "mistakes", "mistakes_autograd", "pictures"),
    *("one_weight", "autograd_takes_over", "vector_jacobian_products", "the_library"),
)


def _collect() -> dict[str, str]:
    texts: dict[str, str] = {}
    for room in _ROOMS:
        for key, text in import_module(f"{__name__}.{room}").TEXTS.items():
            if key in texts:
                raise ValueError(f"message key {key!r} stands twice, the second time in messages/{room}.py: rename one")
            texts[key] = text
    return texts


TEXTS: dict[str, str] = _collect()
