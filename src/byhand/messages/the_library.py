"""What only the checks and pictures of unit 7, The library, have to say; family L of the catalogue, L1 apart."""

_MISTAKES: dict[str, tuple[str, str]] = {
    "L2": (
        "A layer was assigned before the module itself had been set up.",
        "Python's message names the call that must come first. Where does it stand in your `__init__`, if anywhere?",
    ),
    "L3": (
        "The module works, and yet it has too few parameters: what it holds was never registered, so nothing would train it.",
        "Ask the model for its parameters by name. In what may a layer live, so that the module finds it?",
    ),
    "L4": (
        "Every call gives another output, and parameters are missing: the layers are made in `forward`, anew each time.",
        "How often does `__init__` run, and how often `forward`? Which of them should draw the weights?",
    ),
    "L5": (
        "What reaches the next layer is a layer, not a tensor: `nn.ReLU(...)` makes a layer; what you hand it is an option.",
        "`nn.ReLU` makes a layer. Where do you put the tensor in?",
    ),
    "L6": (
        "The weights stand in the layers as they came; the library multiplies by the transposed weight.",
        "A `Linear` layer stores its weight as (out, in). How does ours lie?",
    ),
    "L7": (
        "A plain tensor was assigned where the layer keeps a `Parameter`.",
        "What may be a weight: any tensor, or a `Parameter`? Can you write *into* the one that is there?",
    ),
    "L8": (
        "Nothing has moved: whatever your lines computed, the model's own tensors are as they were.",
        "Which of your lines writes into a tensor of the model? `p = ...` only gives the name `p` to a new one.",
    ),
    "L9": (
        "The gradients are thrown away between `backward` and `step`: the loss never moves.",
        "Read the calls aloud in the order they run. What is left for the step to read?",
    ),
    "L10": (
        "Your losses are those of the mean of the squared errors; the loss function that was handed in is never called.",
        "Who chooses the loss here, the loop or its caller? And which word in `MSELoss(...)` decides between mean and sum?",
    ),
    "L11": (
        "The optimizer holds the parameters of another model: nothing moved, and nothing complained.",
        "Which parameters has the optimizer been given? What could your loop compare, before and after the first step?",
    ),
    "L12": (
        "The gradients are not cleared in each round: a step reads the sum of all gradients so far.",
        "Print the norm of a gradient, step by step. What does `backward` do with what it finds in `.grad`?",
    ),
    "L13": (
        "Neither average is corrected for its start at zero: the first step has the wrong length.",
        "Both averages start at zero. Can they be trusted at the first step?",
    ),
    "L14": (
        "Only one of the two averages is corrected for its start at zero.",
        "Two averages start at zero. How many did you correct?",
    ),
    "L15": (
        "The first step shrinks where the gradient grows: the square root is missing.",
        "Multiply every gradient by 1000. Should the first step of Adam change? What does yours do?",
    ),
    "L16": (
        "The very first step divides zero by zero: the count of steps begins at 0.",
        "What is 1 minus a power of beta, when the power is the zeroth? On which step does counting start?",
    ),
    "L18": (
        "A method was looped over without having been called.",
        "A method is a recipe until you call it. What turns it into something to loop over?",
    ),
    "L19": (
        "Hooks were skipped: a module was not called, but entered by its `forward`, or its weights were used without it.",
        "Register a forward hook that prints something. Which spelling makes it speak, `model(x)` or `model.forward(x)`?",
    ),
    "L20": (
        "The sizes of a layer are given in the order in which its weight is stored.",
        "`Linear` stores (out, in). In which order does it want to be told?",
    ),
    "L21": (
        "The two layers follow each other with nothing between them: the whole network is one straight map.",
        "How many children does your model have, and which of the three steps of our forward pass is missing among them?",
    ),
    "L22": (
        "The predictions never go below 0: a ReLU stands behind the last layer as well.",
        "May a prediction be negative? Which of your layers forbids it?",
    ),
    "L23": (
        "One of the things in the row is not a layer: it is a class or a function.",
        "The row wants layers that exist already. Which of yours still has to be made?",
    ),
    "L24": (
        "The numbers were filled into the other shape row by row: that is no transpose.",
        "Write a 2 x 3 matrix on paper, transpose it, and refold it to 3 x 2. Are the two equal?",
    ),
    "L25": (
        "The layers have no biases; the library's own have.",
        "Print the names of the parameters. Which are missing, and which option switched them off?",
    ),
    "L26": (
        "The weights are ours, and the biases are still the random numbers that the layers were born with.",
        "Our network has no biases. Which number must a bias be, so that it is as if it were not there?",
    ),
    "L27": (
        "The model lives in the memory of the caller's weights: training it would move them, too.",
        "Add 1 to a weight of the model, then print the tensor it came from. Who moved it?",
    ),
    "L28": (
        "The model has new `Parameter` objects: an optimizer made before still holds the old ones.",
        "Print the `id` of a parameter before and after. Can you change its numbers and leave the object as it is?",
    ),
    "L29": (
        "Only the weights move, and not the biases.",
        "Print name and shape of every parameter that the model has. Which of them did your step leave out?",
    ),
    "L30": (
        "The parameters came as a generator, and it is used up: whoever loops over it a second time finds nothing.",
        "Print `list(params)` twice. How do you keep the parameters for every step to come?",
    ),
    "L31": (
        "Where a gradient is exactly 0, your step divides zero by zero.",
        "One of the four settings is there for that very case. Which?",
    ),
    "L32": (
        "`eps` stands under the square root; there it weighs more than it should.",
        "Which comes first in the formula, the root or the addition?",
    ),
    "L33": (
        "The two betas have changed places.",
        "Which beta belongs to the average of the gradients, which to that of their squares?",
    ),
    "L34": (
        "A new gradient enters an average with its full weight, on top of what is kept: that is no average.",
        "What do the two shares in a running average add up to?",
    ),
    "L35": (
        "Steps are counted once for every parameter: the second parameter believes that it is at its second step.",
        "How often does one call of `step` raise your counter? Print it.",
    ),
    "L36": (
        "Several parameters share one pair of averages: alone each walks as it should, in company they disturb each other.",
        "How many averages does a model with four parameters need? How many do you keep?",
    ),
    "L37": (
        "You test for a *linear* function: an affine one may have a constant, and then f(0) is not 0.",
        "Take f(x) = 2 x + 1. Is it straight? Which equation of yours does it break?",
    ),
    "L38": (
        "A bend escaped: it lies where none of your points do, too far out or in too narrow a strip.",
        "How far from the origin do your points reach, and how close to each other do they come?",
    ),
    "L39": (
        "A bend escaped that is equal and opposite on the two sides: between a point and its mirror image it cancels.",
        "Try f(x) = x^3 by hand. Which equation with three points does not have the origin in its middle?",
    ),
    "L40": (
        "Your test demands equality to the last digit: rounding alone makes an affine function fail.",
        "What does Python say to `0.1 + 0.2 == 0.3`? How large may a difference be, and compared to what?",
    ),
    "L41": (
        "Your bound is a fixed number: it is too strict where values are large, or too lax where they are small.",
        "Multiply the function by ten million. Should the verdict change? What should the bound grow with?",
    ),
}

TEXTS: dict[str, str] = {
    # -- what is right is said once
    "checked.layers": "three layers, Linear, ReLU, Linear",
    "checked.parameters": "number and shapes of the parameters",
    "checked.outputs": "outputs against torch's own functions, on two networks",
    "checked.named_parameters": "names and shapes of the parameters",
    "checked.module_grads": "a gradient for every parameter, against torch autograd",
    "checked.loaded": "outputs of the loaded model, on two networks",
    "checked.zero_biases": "biases exactly 0",
    "checked.models_own_memory": "the model's memory is its own",
    "checked.all_moved": "every parameter moved as it should, on two models",
    "checked.same_parameters": "the parameters are still the same objects",
    "checked.grads_left": "`.grad` left as it was",
    "checked.walk": "five steps beside `torch.optim.SGD`, on two walks",
    "checked.adam_walk": "50 steps beside `torch.optim.Adam`, on three walks",
    "checked.generator": "parameters taken from a generator",
    "checked.zero_grad": "`zero_grad` clears every gradient",
    "checked.affine": "five functions: three straight, two bent",
    "checked.four_calls": "the four calls, traced step by step",
    "checked.losses": "the loss before each step, on two networks",
    "checked.plain_numbers": "the losses are plain numbers",
    # -- hidden conditions
    "condition.single_output": "D_out = 1",
    "condition.two_models": "two models, made one after the other",
    "condition.model_float32": "a model in float32 and weights in float64",
    "condition.same_parameters": "the `Parameter` objects of the model, before and after",
    "condition.other_model": "a model with other parameters, some of them with 0 or 3 dimensions",
    "condition.none_grad": "parameters whose `.grad` is `None`",
    "condition.set_to_none": "`.grad` after `zero_grad`",
    "condition.scaled_gradients": "gradients 1000 times as large",
    "condition.default_settings": "no settings: the defaults of lr, betas and eps",
    "condition.not_affine": "f(x) + f(-x) - 2 f(0), which is 0 for every straight map",
    "condition.hooks": "forward hooks",
    "condition.fresh_straight": "another module like the one of the homework",
    "condition.fresh_bent": "another network with a working ReLU",
    "condition.far_bend": "a ReLU with the bias -100",
    "condition.bump": "a ReLU network that is straight on most of space",
    "condition.odd": "a bent function with f(-x) - c = -(f(x) - c)",
    "condition.large_values": "a straight function with very large values",
    "condition.small_values": "a bent function with very small values",
    "condition.other_loss": "a loss in which predictions and targets play different parts",
    "condition.stale_optimizer": "an optimizer that holds another model's parameters",
    # -- laws
    "law.not_sequential": "Expected an `nn.Sequential`, found `{found}`.",
    "law.not_module": "Expected an `nn.Module`, found `{found}`.",
    "law.parameters": "Expected parameters of the shapes {expected}; found {found}.",
    "found.none": "none",
    "law.children": "Expected three layers, Linear, ReLU and Linear; found {found}.",
    "law.no_output": "Expected the model to return a tensor, found `{found}`.",
    "law.shared_models": "Two calls gave two models that share a parameter: training one would train the other.",
    "law.no_gradient": "After `backward`, these parameters have no gradient: {names}.",
    "law.module_gradient": "The outputs are right, and the gradient of `{name}` is not that of torch autograd.",
    "law.straight": "f(x) + f(-x) - 2 f(0) is 0: your module is one straight map.",
    "law.hooks": "A forward hook was registered, and it did not run.",
    "law.model_dtype": "Expected the parameters to keep their dtype `{expected}`, found `{found}`.",
    "law.model_shares": "The model lives in the memory of the argument `{argument}`: training it would change that, too.",
    "law.frozen": "A parameter of the model no longer requires a gradient.",
    "law.biases": "Expected every bias to be 0; these are not: {names}.",
    "law.other_parameters": "The model no longer holds the `Parameter` objects that it had.",
    "law.grads_changed": "A `.grad` is not what it was before the step.",
    "law.walk": "`{name}` leaves the walk that torch's own optimizer takes on the same gradients.",
    "law.walk_nan": "`{name}` took a parameter to NaN or infinity.",
    "law.not_cleared": "After `zero_grad`, a gradient is still there.",
    "law.not_none": "After `zero_grad`, `.grad` holds zeros; `None` was asked for.",
    "law.verdict": "Expected `True` or `False`, found `{found}`.",
    "law.called_bent": "A straight function was called bent.",
    "law.called_straight": "A bent function was called straight.",
    "law.losses_list": "Expected a list of losses, found `{found}`.",
    "law.losses_floats": "Expected the losses as plain floats, found `{found}`.",
    "law.losses": "The losses are not those of gradient descent on the model, with the optimizer that was handed in.",
    "law.step_calls": "Expected {steps} calls of the optimizer's `step`, found {found}.",
    "law.stale": "Nothing of the model moved, and `train` returned as if all were well.",
    "law.stale_error": "Expected a `ValueError`, found `{found}`.",
    "how_much.walk": "farther off than allowed after step {step}: relative error {error}",
    "how_much.loss": "first at step {step}: yours {found}, expected {expected}",
    # -- next steps
    "next.sequential": "Print `type(...)` of what you return. Which class of the library is a row of layers?",
    "next.module": "From which class does yours inherit?",
    "next.parameters": "Print name and shape of each parameter. A layer stores its weight as (out, in) and its bias as (out,).",
    "next.children": "Print your model: each line is one layer. Which of them does our network not have?",
    "next.shared_models": "Where is the model made: inside your function, or once outside of it?",
    "next.no_gradient": "Follow the output back with `grad_fn.next_functions`. Where does the thread end?",
    "next.straight": "Does the output change when you take the ReLU out of `forward`?",
    "next.hooks": "Between you and `forward` stands a call that also runs the hooks. How is a module called?",
    "next.model_dtype": "Writing *into* a tensor keeps its dtype; putting another in its place does not.",
    "next.model_shares": "Which of your lines makes a copy of the numbers, and which only another view of them?",
    "next.frozen": "Which line gave the model a tensor that does not ask for gradients?",
    "next.biases": "Ask every layer that has a bias, and set each of its entries.",
    "next.other_parameters": "Change the numbers in the parameters; leave the objects where they are.",
    "next.grads_changed": "The step only reads the gradients. Which of your lines writes into one?",
    "next.walk": "Take one parameter with one entry and the gradient 1. Work out two steps on paper; print yours beside them.",
    "next.not_cleared": "Print `.grad` of a parameter before and after `zero_grad`.",
    "next.not_none": "Which of the two does torch leave behind since version 2.0, and what does it save?",
    "next.verdict": "Print `type(...)` of what you return. `bool(...)` makes a plain verdict of it.",
    "next.affine": "Take a function of one number that you can draw. Which equation holds for a straight one only?",
    "next.losses_list": "Collect one number a step in a list, and return it.",
    "next.losses_floats": "A tensor remembers the graph that made it. Which method gives only the number?",
    "next.losses": "Write down the calls of one round in their order, and beside each what it reads and what it writes.",
    "next.stale": "Before the first step, keep a copy of the parameters. What do you know if none of them has moved?",
    # -- the picture of three optimizers
    "picture.walks.caption": (
        "One slice through the loss of the course's network, seen from above: `a` scales one group of hidden units, `b` the "
        "others. Each grey line joins points of equal loss (1e6 is a million). All walks begin at the square; a mark "
        "stands after each tenth step, and a larger one at the end."
    ),
    "picture.walks.start": (
        "At the start, `a` = {a} and `b` = {b}, the loss is about {loss}; the lowest loss met here is about {best}."
    ),
    "picture.walks.one": (
        "{name} ({mark}): after {steps} steps at `a` = {a}, `b` = {b}, with a loss of about {loss}; "
        "the length of its way is {length}."
    ),
    "picture.walks.away": "{name} ({mark}) leaves the picture at step {step}.",
    "picture.walks.circle": "circles, solid line",
    "picture.walks.triangle": "triangles, dashed line",
    "picture.walks.diamond": "diamonds, dotted line",
    "picture.bad.path": "The walk of `{name}` cannot be drawn: an array of shape (steps, 2) was expected, and {found} was found.",
    # -- the picture of the bug that wins
    "picture.bug.caption": (
        "Left: the loss of the right module (solid) and of the homework's (dashed), same data, same optimizer. Right, what "
        "the loss did not tell: the size of f(x) + f(-x) - 2 f(0), which is 0 for a straight map, on a logarithmic scale."
    ),
    "picture.bug.curves": (
        "After {steps} steps the right module has a loss of about {right}, the module of the homework one of about {bug}."
    ),
    "picture.bug.wins": "The module with the slip is the lower one: a loss that falls says nothing about it.",
    "picture.bug.loses": "Here the module with the slip has the larger loss.",
    "picture.bug.bends": "f(x) + f(-x) - 2 f(0) is about {right} for the right module, and {bug} for the one of the homework.",
    "picture.bug.rounding": "below {bound}, which is rounding",
}
for _id, (_cause, _hint) in _MISTAKES.items():
    TEXTS[f"mistake.{_id}.cause"], TEXTS[f"mistake.{_id}.hint"] = _cause, _hint
