"""Every sentence of a picture: captions, text alternatives, the ladder, and what is said when nothing can be drawn."""

TEXTS: dict[str, str] = {
    "picture.in_words": "The picture in words",
    # -- the tape
    "picture.tape.caption": (
        "Values (blue) travel to the right, gradients (orange) travel back to the left. A darker cell is a number "
        "of larger size, each array on its own scale, and − marks a negative one."
    ),
    "picture.tape.same_shapes": "Every gradient has the shape of the value above it.",
    "picture.tape.grey": "Grey passes nothing on: hatched where the ReLU is closed, marked 0 where the number is exactly 0.",
    "picture.tape.values": "Upper track, left to right, the forward pass: {arrays}.",
    "picture.tape.loss": "The loss is about {loss}.",
    "picture.tape.gradients": "Lower track, right to left, the backward pass: {arrays}.",
    "picture.tape.no_gradients": "The lower track is still empty.",
    "picture.tape.missing": "Still missing: {names}.",
    "picture.tape.wrong_shape": (
        "`{name}` has the shape {found}, but its value has the shape {expected}: it is outlined in black and marked ≠."
    ),
    "picture.tape.h_relu_shape": (
        "`h_relu` has the shape {found}, but `h` has the shape {expected}: it is outlined in black and marked ≠."
    ),
    "picture.tape.closed": "The ReLU closes {closed} of {total} entries of `h`, hatched in `h_relu`.",
    "picture.tape.none_closed": "The ReLU closes no entry of `h`.",
    "picture.tape.dead_one": "Unit {units} is closed for every sample: it is dead here.",
    "picture.tape.dead_many": "Units {units} are closed for every sample: they are dead here.",
    "picture.tape.same_holes": "The same entries are 0 in `grad_h`.",
    "picture.tape.leaks": (
        "In `{name}`, {count} of the closed entries are not 0: each is outlined in black, at (row, column) {where}."
    ),
    "picture.tape.not_numbers": "`{name}` holds {count} entries that are not finite numbers, marked ×.",
    # -- the loss curve
    "picture.curve.caption": (
        "The loss before each step. Left: the first steps, enlarged. Right: all of them, on a logarithmic scale."
    ),
    "picture.curve.single": "The loss before each step.",
    "picture.curve.first": "The first loss is about {first}.",
    "picture.curve.rises": "From step {bottom} to step {top} it rises, to about {loss}.",
    "picture.curve.falls": "It falls from the first step on.",
    "picture.curve.higher": "It is higher at the end than at the start.",
    "picture.curve.end": "The last of {steps} losses: {last}.",
    "picture.curve.broken": "From step {step} on, the loss is not a finite number: the curve ends there, at the mark ×.",
    "picture.curve.unshown": "Losses of 0 or below have no place on a logarithmic scale: they are left out.",
    "picture.curve.expected": (
        "The dashed line is the expected first loss, {expected}; the grey band around it, ±16 %, holds about two thirds "
        "of all draws."
    ),
    "picture.curve.prediction": "The diamond is your prediction, {prediction}.",
    "picture.curve.prediction_off": "Your prediction, {prediction}, lies beyond the scale: the diamond sits at its edge.",
    "picture.curve.ratio": "Your prediction is {ratio} times the first loss.",
    "picture.curve.coincides": (
        "The broad pale line is the curve of the earlier units. Yours lies on it: no loss differs by more than one part in "
        "a hundred million."
    ),
    "picture.curve.close": (
        "The broad pale line is the curve of the earlier units. Yours stays within 1 % of it, but the two are not equal."
    ),
    "picture.curve.parts": "The broad pale line is the curve of the earlier units. Yours leaves it at step {step}.",
    # -- the network
    "picture.network.caption": (
        "The network of the course as arrays. Sides with the same letter have the same length; a larger number makes "
        "a longer side, though not to scale. The two dark arrays, `w1` and `w2`, are what the training changes."
    ),
    "picture.network.words": (
        "Left to right: `x` {x} times `w1` {w1} gives `h` {h}; the ReLU gives `h_relu` {h}; times `w2` {w2} it gives "
        "`y_pred` {y}, which is compared with `y` {y}."
    ),
    "picture.network.sizes": "Here N = {N}, D_in = {D_in}, H = {H}, D_out = {D_out}: {weights} weights to learn.",
    # -- the inner index
    "picture.product.caption": (
        "The left array lends its rows, the right array its columns. The index between them, {inner}, is summed over "
        "and vanishes."
    ),
    "picture.product.words": (
        "A product of two arrays: {left} @ {right} gives {out}. Row i of the left array and column j of the right one, "
        "both of length {inner}, give the one number at (i, j)."
    ),
    "picture.product.mismatch_caption": "No product: the two inner sides must be equal, and {first} is not {second}.",
    "picture.product.mismatch_words": (
        "{left} @ {right} does not exist: a row of the left array has the length {first}, a column of the right one "
        "the length {second}, so the picture leaves the place of the product empty."
    ),
    # -- the ladder
    "picture.ladder.label": "The nine units of the course",
    "picture.ladder.done": "done",
    "picture.ladder.here": "you are here",
    "picture.ladder.to_come": "to come",
    "picture.ladder.one_weight": "One weight",
    "picture.ladder.two_layers": "Two layers by hand",
    "picture.ladder.verify": "Trust, but verify",
    "picture.ladder.autograd": "Autograd takes over",
    "picture.ladder.vjp": "Vector-Jacobian products",
    "picture.ladder.own": "Build your own autograd",
    "picture.ladder.library": "The library",
    "picture.ladder.beyond": "Beyond the first derivative",
    "picture.ladder.clinic": "The clinic",
    # -- the error map
    "picture.error.title": "Where the error sits: {wrong} of {total} entries are wrong, each marked ×.",
    "picture.error.rows_columns": "Wrong entries in {rows} of {all_rows} rows and {columns} of {all_columns} columns.",
    "picture.error.blocks": "Each cell of the picture stands for a block of entries.",
    "picture.error.all_closed": "All of them lie where the ReLU is closed (hatched).",
    "picture.error.none_closed": "All of them lie where the ReLU is open.",
    "picture.error.some_closed": "{closed} of them lie where the ReLU is closed (hatched).",
    # -- nothing can be drawn
    "picture.bad.not_an_array": (
        "`{name}` cannot be drawn: an array of numbers was expected, {found} was found. Give the array that your "
        "function returned."
    ),
    "picture.bad.not_2d": (
        "`{name}` cannot be drawn: an array with 2 dimensions was expected, one of shape {found} was found. "
        "Check the step that made it."
    ),
    "picture.bad.empty": "`{name}` cannot be drawn: its shape {found} holds no number. Check the step that made it.",
    "picture.bad.too_large": (
        "`{name}` of shape {found} is too large to draw entry by entry: at most {most} rows and columns fit. "
        "Draw a small example, such as N, D_in, H, D_out = 6, 5, 4, 3."
    ),
    "picture.bad.unknown_name": "The tape has no place for {found}. It knows these names: {names}.",
    "picture.bad.not_a_dict": "tape() expected {name} as a dict from names to arrays and found {found}.",
    "picture.bad.nothing_to_draw": "tape() found no value to draw. Give it at least one of {names}.",
    "picture.bad.loss": "The loss cannot be drawn: one number was expected, {found} was found.",
    "picture.bad.losses": (
        "The losses cannot be drawn: a list of numbers, one a step, was expected, and {found} was found."
    ),
    "picture.bad.no_finite_loss": "The losses cannot be drawn: not one of them is a finite number above 0.",
    "picture.bad.size": "{name} should be a whole number of at least 1; found {found}.",
    "picture.bad.letters": "A shape here is two letters, such as ('N', 'H'); found {found}.",
    "picture.bad.rung": "The ladder has the rungs 1 to 9; found {found}.",
    "picture.bad.mask": "The mask has the shape {found}, but the error has the shape {expected}: the two must agree.",
}
