"""The catalogue of mistakes, family G: recording, .grad, and the update. Several units name them."""

_MISTAKES: dict[str, tuple[str, str]] = {
    "G1": (
        "Nothing was carried backwards: `.grad` is still `None`.",
        "Who fills `.grad`, and when? Giving the loss a name does not do it.",
    ),
    "G2": (
        "The same graph was walked backwards twice; its notes are thrown away after the first walk.",
        "How many walks back do you need for one forward pass? After which of them are its notes thrown away?",
    ),
    "G3": (
        "Your gradient is twice the right one: two walks back over one graph, and autograd adds.",
        "You asked twice. Which call can go, and which argument was only there to silence the complaint?",
    ),
    "G4": (
        "What stood in `.grad` before is still in it: the new gradient was added to the old one.",
        "Call your function twice at the same point. Should the second answer differ from the first?",
    ),
    "G5": (
        "The name of a method stands there without its parentheses: nothing was called, nothing was cleared.",
        "A name is not a call. What does Python do with a line that only names a method?",
    ),
    "G6": (
        "`.grad` was cleared, and no weight has moved: a step that comes after the clearing has nothing to read.",
        "Say your lines aloud in their order. What is left for the step to read?",
    ),
    "G7": (
        "`.grad` was given a plain number, and it holds a tensor or nothing.",
        "Which of the two is the number 0? And which of them would you like to leave behind?",
    ),
    "G8": (
        "`.grad` was to be cleared before anything had filled it: there is no tensor yet, only `None`.",
        "What is in `.grad` before anyone has called `backward`? Ask before you clear it.",
    ),
    "G9": (
        "A leaf tensor that requires a gradient was to be changed in place while autograd was recording.",
        "Autograd would have to differentiate through your update. Do you want that? How do you say that you do not?",
    ),
    "G10": (
        "The name was given to a new tensor, computed with a record: it is no leaf, and `.grad` belongs to the old one.",
        "Print `w.is_leaf` before and after your line. Which tensor does the caller still hold?",
    ),
    "G11": (
        "The name was given to a new tensor inside `no_grad`: it wants no gradient, and the caller's tensor has not moved.",
        "Is it still the same tensor? Print `id(w)` before and after your line.",
    ),
    "G12": (
        "One weight was given a new tensor and stopped asking for a gradient; only the other one still learns.",
        "Ask each weight, after one step, whether it still requires a gradient.",
    ),
    "G13": (
        "`no_grad` stands there without its parentheses, and a `with` block cannot be opened with it.",
        "`no_grad` is the recipe, `no_grad()` the dish. Which of them can you serve?",
    ),
    "G14": (
        "The prediction itself was computed without a record, so there is nothing to walk back over.",
        "Which lines may go unrecorded: the prediction, or only the update?",
    ),
    "G15": (
        "The loss was turned into a plain number, or cut loose, before `backward` was called on it.",
        "A number remembers nothing. On which line was the thread cut?",
    ),
    "G16": (
        "The walk back began at a tensor cut loose from its past: it ran without complaint, and reached no weight.",
        "Print the `grad_fn` of the tensor whose `backward` you call. How far back can it go?",
    ),
    "G17": (
        "The graph was cut in the middle of the forward pass: what lies before the cut gets no gradient.",
        "Which weight has a gradient, and which has none? The cut lies between them.",
    ),
    "G18": (
        "A tensor that the walk back needs was changed in place between the forward pass and the backward pass.",
        "The backward pass needs the numbers of the forward pass. Which are in memory by then?",
    ),
    "G19": (
        "A tensor was changed through `.data` between the passes: no alarm, and a gradient taken at the wrong numbers.",
        "The alarm counts versions, and `.data` does not ring it. Which way of changing a weight does?",
    ),
    "G20": (
        "The losses are kept as tensors, each with the whole graph that made it.",
        "You want the number, not its history. Which method gives only the number?",
    ),
    "G21": (
        "The gradient of a computed tensor was asked for; autograd keeps only those of leaf tensors.",
        "Which tensors keep their gradient by themselves, and how do you ask for an exception?",
    ),
    "G22": (
        "A detached tensor was taken for a copy: it shares its memory with the original.",
        "Write a 7 into the detached tensor, then look at the original.",
    ),
    "G23": (
        "`no_grad` was taken for a property of tensors; it only stops the recording of operations.",
        "Does `no_grad` change a tensor that you make yourself inside it and ask to require a gradient?",
    ),
    "G24": (
        "A computed tensor was told to stop requiring a gradient; only a leaf can be told that.",
        "A computed tensor cannot change its past. How do you get one with the same numbers and no past?",
    ),
    "G25": (
        "A result that its own derivative is written with was changed in place.",
        "For which operations does the backward pass keep the output, for which the input?",
    ),
}

TEXTS: dict[str, str] = {}
for _id, (_cause, _hint) in _MISTAKES.items():
    TEXTS[f"mistake.{_id}.cause"], TEXTS[f"mistake.{_id}.hint"] = _cause, _hint
