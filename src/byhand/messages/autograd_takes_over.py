"""What only the checks and pictures of unit 4, Tensors; autograd takes over, have to say."""

_MISTAKES: dict[str, tuple[str, str]] = {
    "F1": (
        "The tensor kept NumPy's own dtype, float64, although another one was asked for.",
        "The caller said which numbers the tensor should hold. Where in your line does that wish arrive?",
    ),
    "F2": (
        "The tensor uses the memory of the NumPy array: whoever changes one changes the other.",
        "Write a 7 into your tensor, then print the array. Which ways of making a tensor copy, and which only look?",
    ),
    "F3": (
        "Your tensor is float32 whatever was asked for: the one with the capital letter always is.",
        "Ask your tensor for `.dtype` and `.device`. Who decided them: the caller, or the name you called?",
    ),
    "F4": (
        "A second tensor was made with a place or a size of its own, and it does not fit the one beside it.",
        "Where was that tensor born, and for which batch? How do you ask for zeros like those you already have?",
    ),
    "F5": (
        "`torch.maximum` compares two tensors, and 0 is a Python number.",
        "Is there an operation that compares a tensor with a number? Or can you make a zero that lives where `h` lives?",
    ),
    "F6": (
        "Here the numbers leave torch for NumPy, which knows no device and keeps no record.",
        "Torch has an operation of its own for each that you need here. Which step made you leave?",
    ),
    "F7": (
        "The loss was turned into a Python number, and a tensor of shape () was asked for.",
        "On the device `meta` a tensor has a shape and no numbers. Which line needs to know a number?",
    ),
    "F8": (
        "The weights are the result of an operation: not leaves, so nothing will ever stand in their `.grad`.",
        "Print `is_leaf` after each step. At which moment should you ask for a gradient: before the last operation, or after?",
    ),
    "F9": (
        "Leaves only where `.to` had nothing to do: there it gives back the very same tensor.",
        "Elsewhere `.to` is an operation like any other. Which of the two comes first, moving or asking for a gradient?",
    ),
    "F10": (
        "A tensor of whole numbers was asked to require a gradient.",
        "Can a count be moved by 0.001? Which numbers should a weight hold?",
    ),
    "F11": (
        "The numbers do not come from the generator that you were given.",
        "Call it twice, each time with a fresh generator of the same seed. Should the weights agree?",
    ),
    "F12": (
        "The two runs did not start from the same numbers: what you compare is two draws, not two methods.",
        "Where does each run get its weights? If you drew a second time, what would a gap tell you?",
    ),
    "F13": (
        "The gap is not measured against the loss of the first run at the same step.",
        "A gap of 1 is huge beside a loss of 2 and nothing beside 30,000,000. What do you divide by, at each step?",
    ),
    "F14": (
        "Your gap has a sign: it says who is ahead.",
        "Two runs that lead by turns: what would the mean of your gaps be? Which function takes a sign away?",
    ),
    "F15": (
        "You give one number for the whole run, and each step has its own gap.",
        "The question is also when two runs part. How many numbers does that take?",
    ),
    "G26": (
        "The caller's `.grad` is not what it was: your walk back wrote into it.",
        "Who owns `w1.grad`? Either ask autograd for gradients that it hands to you, or walk back to leaves of your own.",
    ),
    "G27": (
        "The weights require a gradient, so your calculus by hand was recorded as well: the results carry a graph.",
        "Nobody will walk back through what you compute here. How do you tell autograd to look away?",
    ),
    "G28": (
        "Your table expects something of `.grad` to survive when it is set to `None`.",
        "Print `w.grad` after each line of the snippet. What is there for the second walk to add to?",
    ),
    "G29": (
        "Your table expects every change in place to disturb the walk back.",
        "Which does the slope of `clamp` need, its input or its output? Look at what your graph saved.",
    ),
}

TEXTS: dict[str, str] = {
    "condition.meta": "the second device, `meta`",
    "condition.transposed_views": "transposed views, as `x.t()` gives them",
    "condition.wanting": "weights that require a gradient",
    "condition.gpu": "a GPU, where the grader has one",
    "condition.generator": "generators of equal and of different seeds",
    "condition.normal": "many weights: mean, variance and fourth moment of the standard normal distribution",
    "condition.other_shapes": "other sizes of the weights",
    "condition.twice": "two calls on the same tensors",
    "condition.no_graph": "whether a graph hangs on the gradients",
    "condition.grad_none": "a parameter whose `.grad` is None",
    "condition.shared_memory": "two parameters in the same memory",
    "condition.constant_memory": "a longer run, in which the number of graph nodes in memory is counted",
    "condition.same_run": "a run compared with itself",
    "condition.float32_drift": "the second run in float32",
    "condition.eight_snippets": "all eight snippets, run",
    "checked.meta": "the second device, `meta`: shapes and device",
    "checked.dtypes": "float32 and float64, each where it was asked for",
    "checked.own_memory": "memory of their own",
    "checked.leaves": "leaves that require a gradient, everywhere",
    "checked.step": "every parameter one step down, in place",
    "checked.cleared": "`.grad` cleared",
    "checked.still_leaf": "still leaves, still requiring a gradient",
    "checked.same_start": "both runs called once, from the same start",
    "checked.gap": "the gap at each step",
    "checked.eight_entries": "eight entries, each one of the four answers",
    "note.unseen": "Your step goes past autograd's version counter, as everything does that writes through `.data`. "
    "Right here; between a forward and a backward pass it would give a wrong gradient without a word.",
    "law.dtype_asked": "Expected `{name}` in the dtype `{expected}` that was asked for, found `{found}`.",
    "law.graph_left": "A result requires a gradient: the graph that made it hangs on it.",
    "law.gpu_fails": "On a GPU the call fails.",
    "law.gpu_elsewhere": "The tensors were on a GPU, and a result is not.",
    "law.not_wanting": "`{name}` does not require a gradient.",
    "law.no_leaf": "On the device `{device}` in `{dtype}`, `{name}` is not a leaf.",
    "law.generator_unused": "The generator was not used.",
    "law.seeds": "Equal generators should give equal weights, and different ones different weights: yours do not.",
    "law.repeats": "`w2` repeats the numbers of `w1`.",
    "law.not_normal": "The numbers in `{name}` are not standard normal: mean 0 and variance 1 are expected.",
    "law.twice": "Two calls on the same tensors give different answers.",
    "law.grad_left": "The weights have moved as they should, and the `.grad` of `{name}` still holds something.",
    "law.no_leaf_after": "After the step `{name}` is no longer a leaf that requires a gradient.",
    "law.list_changed": "After the step the caller's list holds other tensors than before.",
    "law.not_floats": "Expected `{name}` as a list of Python floats, found a `{found}` in it.",
    "law.nodes_grow": "Graph nodes in memory, at most: {early} in the first half of a run, {late} in the second.",
    "law.piece_still": "`{name}` is not checked, because `{piece}` leaves the weights as they are.",
    "law.runs_called": "Expected each of the two runs to be called once; runs called: {count}.",
    "law.other_start": "The two runs were not handed the same numbers, those of `start`.",
    "law.gap_of_same": "A run compared with itself shows a gap.",
    "law.no_such_answer": "The entry `{name}` holds {found}, which is none of the four answers.",
    "law.wrong_predictions": "Right: {right} of 8. Look again at: {names}.",
    "next.dtype_asked": "The caller hands you a dtype. Which call of yours should be told about it?",
    "next.graph_left": "Print `requires_grad` and `grad_fn` of what you return. Who will ever walk back through it?",
    "next.not_wanting": "Print `requires_grad` of what you return. Which call, or which argument, asks for it?",
    "next.no_leaf": "A leaf is made by you, not by an operation. Which was the last thing that happened to the tensor?",
    "next.generator_given": "`torch.randn` and its kin take a `generator`. Was yours told about the one you were given?",
    "next.not_normal": "Print mean and standard deviation of your weights. Which distribution did you draw from?",
    "next.twice": "What does the first call leave behind that the second one finds?",
    "next.grad_left": "Autograd adds to what it finds in `.grad`. What should it find before the next walk back?",
    "next.no_leaf_after": "Print `is_leaf` and `requires_grad` before and after each of your lines. Which one changes them?",
    "next.list_changed": "Change what stands in the tensors, not which tensors stand in the list.",
    "next.not_floats": "A loss is a tensor of shape (). Which method gives the Python number in it?",
    "next.nodes_grow": "Which of your names still holds a tensor of an earlier step, and with it that step's graph?",
    "next.runs_called": "Call each run once, with all the steps, and keep what it returns.",
    "next.other_start": "A run may move the weights it is handed. What must each run be given, so that both start alike?",
    "next.predictions_dict": 'Return one dict: on the left of each colon a letter in quotes, on the right `"error"`, `"None"`, '
    '`"silently wrong"` or `"fine"`.',
    "next.run_them": "Run the snippet in a cell of your own and print `w.grad`. At which line did your expectation part from it?",
    # -- the recorded graph
    "picture.graph.caption": (
        "Each box is a node that autograd recorded, the forward pass from top to bottom; the way back climbs it and ends in "
        "the `.grad` of the leaves (orange). Beside a node: what it saved, by name, or by the number of the node whose "
        "output it is; its shape; its bytes. Bars are in proportion; a dashed one is memory counted further up."
    ),
    "picture.graph.cut": "The graph has {count} operations; the first and the last are shown, {shown} in all.",
    "picture.graph.words": "The recorded graph, each node with (what it reads) and [what it saved]: {nodes}.",
    "picture.graph.total": "Saved in all: {bytes} bytes.",
    "picture.graph.not_saved": "Not saved: {names}.",
    "picture.graph.prediction": "Your prediction, {said}, is {ratio} times that.",
    "picture.graph.none": (
        "There is no graph to draw: the function began no walk back over a graph that can be looked at. (`torch.func` keeps "
        "its graphs to itself; with `torch.autograd.grad` or `backward` you would see yours.)"
    ),
    # -- several runs on top of each other
    "picture.agreement.caption": (
        "Left: the losses of three runs, drawn on top of each other. Right: the relative gap at each step, on a logarithmic "
        "scale; where two losses are equal to the last bit there is no point."
    ),
    "picture.agreement.same": (
        "`{name}` lies on the curve of {first}: over {steps} steps, no loss differs by more than one part in a hundred million."
    ),
    "picture.agreement.parts": "`{name}` leaves the curve of {first} at step {step}.",
    "picture.agreement.below": "Gap in `{name}`: below {bound} throughout the first {steps} steps.",
    "picture.agreement.wide": "Gap in `{name}`: larger than the losses themselves within the first {steps} steps.",
    "picture.agreement.swallowed": "At the last step, the gap in `{name}` is larger than the loss itself.",
    "picture.agreement.none": "Gap in `{name}`: none, the losses are equal to the last bit.",
    "picture.agreement.not_finite": "Gap in `{name}`: not a finite number everywhere.",
}
for _id, (_cause, _hint) in _MISTAKES.items():
    TEXTS[f"mistake.{_id}.cause"], TEXTS[f"mistake.{_id}.hint"] = _cause, _hint
