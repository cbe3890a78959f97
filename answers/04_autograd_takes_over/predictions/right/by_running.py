"""Runs each snippet and looks."""

import torch

CODE = {
    "A": "loss = w ** 2; loss.backward(); loss.backward()",
    "B": "loss = w ** 2; loss.backward(retain_graph=True); loss.backward()",
    "C": "w = w * 1; loss = w ** 2; loss.backward()",
    "D": "(w ** 2).backward(); w.grad = None; (w ** 2).backward()",
    "E": "h = torch.relu(w ** 2); h += 1; h.backward()",
    "F": "h = (w ** 2).clamp(min=0); h += 1; h.backward()",
    "G": "loss = (w ** 2).detach(); loss.requires_grad_(); loss.backward()",
    "H": "loss = w ** 2; w.data += 1; loss.backward()",
}


def outcome(code):
    names = {"torch": torch, "w": torch.tensor(3.0, requires_grad=True)}
    try:
        exec(code, names)
    except RuntimeError:
        return "error"
    found = names["w"].grad
    return "None" if found is None else "fine" if found == 6 else "silently wrong"


def predictions():
    return {letter: outcome(code) for letter, code in CODE.items()}
