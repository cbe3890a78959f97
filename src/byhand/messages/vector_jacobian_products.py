"""What only the checks and pictures of unit 5, Vector-Jacobian products, have to say."""

_MISTAKES: dict[str, tuple[str, str]] = {
    "B6": (
        "Your gradient is right for g = 1 and stays the same for every other g: the upstream gradient is not in it.",
        "Somebody takes 3 times the loss. What arrives here then, and which line of yours would notice?",
    ),
    "H1": (
        "Your result is right for an upstream gradient of ones, and it is the same for any other: you return the slope alone.",
        "You answered how the output moves with the input. What about the loss? Who tells you how it moves with the output?",
    ),
    "H2": (
        "`ctx.saved_tensors` was used as if it were a tensor. It is a tuple, even with one tensor in it.",
        "Print `type(ctx.saved_tensors)`. How do you take the one thing out of a tuple of one?",
    ),
    "H3": (
        "You wrote into the upstream gradient. It belongs to autograd, which may have handed the same tensor to others.",
        "Two summands get the same upstream gradient. What does the other one find after you have been there?",
    ),
    "H4": (
        "You set negative upstream gradients to 0. The gate depends on the sign of `g`, and it should not.",
        "The gate was set in the forward pass. Which tensor knew its sign then, and is it among the saved ones?",
    ),
    "H5": (
        "The gate never closes: you saved the output of the ReLU, and your condition holds for every output.",
        "Print the smallest entry of what you saved. Which condition on its entries is sometimes true and sometimes false?",
    ),
    "H6": (
        "`backward` returns another number of gradients than `forward` has arguments.",
        "Count the arguments of `forward` without `ctx`. Which of your gradients belongs to which of them?",
    ),
    "H7": (
        "Your `backward` ran, and nothing came back: the gradient is `None`.",
        "What does a Python function return if you do not say? Does every path through `backward` say?",
    ),
    "H8": (
        "`backward` returns a gradient of another shape than the input it belongs to.",
        "A gradient has the shape of the thing it belongs to. Print both shapes. Which of your operations lost an axis?",
    ),
    "H9": (
        "An object of the class was made. What comes back is that object, or a complaint, and no tensor.",
        "Nobody makes an instance of a Function. Which method of the class do you call instead?",
    ),
    "H10": (
        "The values are right, and your `backward` never runs: the graph holds the operations inside your `forward` instead.",
        "Print `y.grad_fn.name()`. Who has to call `forward` for your class to appear there?",
    ),
    "H11": (
        "Your `forward` wrote into its input. The caller's numbers are gone.",
        "Print the input before and after. What does the underscore at the end of a method's name say?",
    ),
    "H12": (
        "The gradient is right, and it cannot be differentiated once more: a step of `backward` is not recorded, "
        "or hides what it depends on.",
        "Follow `g` and every saved tensor through your `backward`. Where is the thread to one of them cut?",
    ),
    "H16": (
        "What `backward` returns does not fit who asked: an argument without a gradient has no `None` in its place.",
        "Go through the arguments of `forward` one by one. Is it a tensor? Did it ask for a gradient? "
        "What belongs into its place?",
    ),
    "J1": (
        "The upstream gradient comes back as it came, though the operand was smaller and was repeated.",
        "How often was each number of the operand used? What does each of these uses add to its gradient?",
    ),
    "J2": (
        "Your numbers are the right ones divided by how often the operand was repeated: a mean instead of a sum.",
        "Each copy moves the loss on its own. Does a copy count for less when there are more of them?",
    ),
    "J3": (
        "The numbers are right, and an axis of length 1 is lost.",
        "The operand had that axis. Which option of `sum` leaves a 1 behind?",
    ),
    "J4": (
        "Matrices and rows come out right; this shape finds no answer, or one of another shape.",
        "How many axes does this operand have, and how many has `g`? Which line of yours counts on a certain number of them?",
    ),
    "J5": (
        "Your matrix is the transpose, and you carry directions forward: that is J @ v. It gives columns, and each stands "
        "as a row.",
        "On which side of J does the vector stand in a walk back? What does one such walk give you?",
    ),
    "J6": (
        "One walk back with an upstream gradient of ones: that adds all rows of the Jacobian up.",
        "Take f(x) = M @ x with a small M. Where in your result do you find one single row of M?",
    ),
    "J7": (
        "The product is made of the right tensors in the wrong order or orientation.",
        "Make the sizes 2, 3 and 5, and write the shapes under the factors. Which letter is summed away, and which two stay?",
    ),
    "J8": (
        "Rows and columns have changed places: each row of your result, or each pass you made, belongs to an input.",
        "One walk back starts at one output. Is what it gives a row of the Jacobian or a column?",
    ),
    "J9": (
        "The numbers are right, and an axis is left over that the operand never had.",
        "Which axes did the operand have with length 1, and which did it not have at all? Which kind must vanish?",
    ),
    "J10": (
        "The shapes were lined up at their left ends, and the wrong axes were summed.",
        "Write (5, 4) and (4,) under each other as broadcasting does. At which end do they meet?",
    ),
    "J11": (
        "Both gradients are right, and each stands in the other's place.",
        "In which order did the operands come in?",
    ),
}

TEXTS: dict[str, str] = {
    "condition.equal_sizes": "all sizes equal, where every product and every sum fits",
    "condition.scalar_shape": "an operand of shape (), a single number",
    "condition.leading_axes": "operands that lack one or two axes, some of them with axes of length 1 besides",
    "condition.empty_axis": "a batch of no samples, N = 0",
    "condition.upstream_expanded": "an upstream gradient that is one number expanded, as `sum` hands it on",
    "condition.device_meta": "tensors on the device `meta`",
    "condition.row_times_column": "a row times a column: N = 1 and K = 1",
    "condition.row_first": "a row plus a matrix, the row first",
    "condition.column_and_row": "a column plus a row",
    "condition.scalar_operand": "a matrix plus a single number",
    "condition.three_axes": "an operand with three axes, and one with fewer",
    "condition.minus_three": "an upstream gradient of -3",
    "condition.nothing_arrives": "an upstream gradient of 0",
    "condition.corner_zeros": "entries of `x` that are exactly 0 (any slope from 0 to 1 is accepted there)",
    "condition.upstream_of_sum": "the upstream gradient that `.sum()` hands on",
    "condition.upstream_of_mean": "the upstream gradient that `.mean()` hands on",
    "condition.used_twice": "the input added to the result, so that both get the same upstream gradient",
    "condition.differentiated_twice": "the gradient differentiated once more",
    "condition.no_bias": "`b` is `None`",
    "condition.frozen_weight": "a frozen `w`, which asks for no gradient",
    "condition.one_output": "a step with a single output",
    "condition.constant_output": "an output that does not depend on the input",
    "condition.unused_input": "an input that the step never uses",
    "checked.vjp_values": "values against torch autograd, on this many questions: {count}",
    "law.vjp_not_own": "The values of `{name}` are right, and `{own}` is not in the graph; its last node is `{found}`.",
    "next.vjp_not_own": "Print `y.grad_fn.name()`. Which call puts a Function of your own into the graph?",
    "law.vjp_twice": "The gradient of `{name}` is right, and the gradient of that gradient is not.",
    "law.vjp_frozen": "`w` asked for no gradient, and `backward` computed one all the same.",
    "note.vectors": "Your function also handles vectors: vector @ vector, matrix @ vector, vector @ matrix.",
    "note.slope_zero": "At the corner you chose slope 0, as `relu` does in PyTorch. `torch.maximum` chooses 1/2 there, "
    "`clamp(min=0)` chooses 1. All of them are right.",
    "note.slope_half": "At the corner you chose slope 1/2, as `torch.maximum` does. `relu` chooses 0 there, "
    "`clamp(min=0)` chooses 1. All of them are right.",
    "note.slope_one": "At the corner you chose slope 1, as `clamp(min=0)` does in PyTorch. `relu` chooses 0 there, "
    "`torch.maximum` chooses 1/2. All of them are right.",
    "picture.spotlights.caption": (
        "Three upstream gradients (left of each panel, orange) shine on the rows of one Jacobian. "
        "The more a row counts, the darker it is and the thicker its frame; "
        "the sum of the weighted rows stands below, in orange. "
        "− marks a negative number, grey a 0."
    ),
    "picture.spotlights.words": "A Jacobian with {rows} rows, one for each output, and {columns} columns, one for each input.",
    "picture.spotlights.one": "Left: the upstream gradient is 1 at output {row} and 0 elsewhere; v @ J is row {row}: {result}.",
    "picture.spotlights.ones": "Middle: the upstream gradient is all ones; v @ J is the sums of the columns: {result}.",
    "picture.spotlights.given": "Right: the upstream gradient is {v}; v @ J is {result}.",
    "picture.spotlights.dead": "Rows that are 0 throughout: {rows}. Such an output moves with no input.",
    "picture.bad.upstream": (
        "The upstream gradient cannot be drawn: one finite number for each of the {rows} rows was expected, {found} was found."
    ),
}
for _id, (_cause, _hint) in _MISTAKES.items():
    TEXTS[f"mistake.{_id}.cause"], TEXTS[f"mistake.{_id}.hint"] = _cause, _hint
