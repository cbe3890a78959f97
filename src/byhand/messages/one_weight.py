"""What only the checks and pictures of unit 1, One weight, have to say; families I (measured slopes) and N (this unit's own)."""

_MISTAKES: dict[str, tuple[str, str]] = {
    "I1": (
        "You walk to one side only: the slope you measure belongs to a place half a step away from w.",
        "Where between your two points is a parabola exactly as steep as the line through them? Is that place w?",
    ),
    "I2": (
        "You divide by another length than the one you walked.",
        "From which point to which do you walk, and how long is that way?",
    ),
    "I4": (
        "Your two points lie so close together that their difference is mostly rounding.",
        "How many digits of two such neighbors are equal, and how many does that leave for the difference?",
    ),
    "N1": (
        "All predictions were brought together into one number.",
        "How many inputs came in? How many predictions should come out?",
    ),
    "N2": (
        "You wrote the predictions over the inputs: the caller's `x` is gone.",
        "What is the difference between `x * w` and `x *= w` for the one who handed you `x`?",
    ),
    "N3": (
        "Your slope does not know `x`: it says how the loss changes with the predictions, not with the weight.",
        "If w grows by 0.001, by how much does the prediction for x = 5 grow? And for x = 0?",
    ),
    "N4": (
        "Your list has one weight too few or too many: a walk of `steps` steps passes `steps` + 1 places.",
        "Take one step. In how many places have you stood, and which of them does your list leave out?",
    ),
    "N5": (
        "Your steps do not build on each other: each uses the slope, or the place, of the start.",
        "After the first step you stand somewhere else. How steep is it there?",
    ),
    "N6": (
        "No tensor in your function ever asked for a gradient, so autograd recorded nothing.",
        "Which quantity do you want a slope for, and how does torch get to know that?",
    ),
    "N7": (
        "The names are there in their long form, as torch spells them.",
        "Which part of each name do all of them share, and which part tells them apart?",
    ),
    "N8": (
        "Your list ends one node too early or begins one too late.",
        "Which node is the first one you stand on, and which has no next one? Are both in your list?",
    ),
    "N9": (
        "The names stand in the order of the forward pass; the graph is walked from the result back.",
        "At which end does a walk backwards begin?",
    ),
    "N10": (
        "You follow every edge, and so you pass some nodes more than once.",
        "Where do two edges of one node lead to the same place? How many does the exercise ask you to follow?",
    ),
    "N11": (
        "You asked the last node for `name()`, which answers in the spelling of C++.",
        "What does Python call the type of that node?",
    ),
    "N12": (
        "`x` itself was switched off, and nobody switched it on again: its owner will get no gradient any more.",
        "Print `x.requires_grad` before and after your call. Whose tensor is it?",
    ),
    "N13": (
        "The gradient was cleared after it had been filled, and before you returned it.",
        "Say your lines aloud in their order. What is in `.grad` by the time you return it?",
    ),
    "N14": (
        "A tensor asks for a gradient, and the loss is computed without it.",
        "Which name stands in the line of your prediction: that of the tensor, or that of the plain number?",
    ),
}

TEXTS: dict[str, str] = {
    "checked.examples": "values on this many fixed examples: {count}",
    "checked.graphs": "the names of this many graphs: {count}",
    "checked.predictions": "predictions that are filled in: {count}",
    "condition.negative_w": "a negative weight",
    "condition.column": "one of the two as a column of shape (N, 1)",
    "condition.other_functions": "other functions, other places, other `eps`",
    "condition.kink": "a function with a corner, far from `w`",
    "condition.default_eps": "no `eps` given: the one of the first line is used",
    "condition.two_calls": "the calls of `f` counted",
    "condition.too_fast": "a learning rate so large that every step climbs",
    "condition.no_steps": "no step at all",
    "condition.inside_no_grad": "called inside the caller's own `no_grad` block",
    "condition.other_graphs": "graphs of other expressions",
    "condition.other_digit": "a graph with a node whose name ends in another digit",
    "condition.constant_first": "a graph with a node whose first edge leads nowhere",
    "condition.only_a_leaf": "a leaf tensor, which has no graph",
    "condition.exits_other_tensors": "other tensors",
    "condition.exits_float32": "a tensor in float32",
    "condition.exits_without_wish": "an `x` that does not require a gradient, and must not afterwards",
    "condition.exits_on_meta": "a tensor on another device (`meta`)",
    "condition.predictions": "your eight predictions",
    "condition.other_losses": "other losses, other places",
    "condition.grad_left_over": "a `.grad` that an earlier walk has filled",
    "condition.fresh_in_float32": "a tensor in float32, with a `.grad` from earlier",
    "condition.fresh_on_meta": "a tensor on another device (`meta`)",
    "law.default_eps": "Without an `eps`, the slope is farther from the derivative than rounding explains.",
    "law.calls": "Expected two calls of `f`, found {count}.",
    "law.not_names": "Expected a list of texts, found `{found}`.",
    "law.names": "The names are not those on the way from the result back to the leaf.",
    "law.still_recorded": "`{name}` still requires a gradient: it is on the record.",
    "law.predictions_not_a_dict": "Expected `predictions` to return a dict, found `{found}`.",
    "law.predictions_empty": "`predictions` still waits for True or False at: {names}.",
    "law.predictions": "Right: {right} of 8 predictions. Look again at: {names}.",
    "how_much.names": "yours: {found}; on the way: {expected}",
    "next.default_eps": "What does the first line of the stub say about `eps`? And what does your body do with it?",
    "next.calls": "How many places do you need to know for one difference? Keep what `f` gave you in a variable.",
    "next.not_names": "Print the type of what you return and of its first item.",
    "next.names": "Draw the expression on paper. Which operation came last? From there, where does its first edge lead?",
    "next.still_recorded": "Print `{name}.grad_fn`. Which operation stands there, and what was switched on when it ran?",
    "next.predictions_form": "Put True or False at every key. A guess is allowed; an experiment is better.",
    "next.predictions": "Write three lines that try it, and print what you find. What did you expect, and why?",
    "note.weight_in_float32": "Your slope has seven right digits, not fifteen: the weight was stored in float32, the default "
    "of torch. That is fine here.",
    # -- the valley
    "picture.valley.caption": "The loss over the weight (blue). The orange line is the tangent at w = {at}.",
    "picture.valley.only": "The loss over the weight.",
    "picture.valley.walks": (
        "The loss over the weight (blue), and the first steps of a walk for each learning rate. Numbers count the steps; "
        "an arrow says that the walk goes on outside."
    ),
    "picture.valley.tangent": "At w = {at} the loss is about {loss} and its slope {slope}.",
    "picture.valley.bottom": "Among the places drawn, the loss is lowest near w = {at}, with about {loss}.",
    "picture.valley.settles": "With lr = {lr}, {steps} steps lead from w = {first} to w = {last}, at the bottom.",
    "picture.valley.creeps": "With lr = {lr}, {steps} steps lead from w = {first} to w = {last}, not yet at the bottom.",
    "picture.valley.climbs": (
        "With lr = {lr}, the steps jump from side to side and climb: after {steps} steps w = {last}."
    ),
    "picture.bad.function": "The valley cannot be drawn: at w = {at} the loss was {found}, and a number was expected.",
    "picture.bad.walk": "The walk with lr = {lr} cannot be drawn: a list of numbers was expected, and {found} was found.",
}
for _id, (_cause, _hint) in _MISTAKES.items():
    TEXTS[f"mistake.{_id}.cause"], TEXTS[f"mistake.{_id}.hint"] = _cause, _hint
