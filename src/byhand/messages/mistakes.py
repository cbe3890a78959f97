"""The catalogue of mistakes: for each id what the evidence shows (cause) and a question that leads on (hint)."""

_MISTAKES: dict[str, tuple[str, str]] = {
    "A1": (
        "Your number and the right one differ by the count of entries: one of them is a sum, the other an average.",
        "Does this loss sum or average? And which of the two do the functions do that you call?",
    ),
    "A2": (
        "Your number is the right one divided by N: one average over the samples too many.",
        "Look at the definition of the loss. How often does it average over the batch?",
    ),
    "A3": (
        "Your number is half of the right one.",
        "Textbooks often put one half before the square, because it cancels later. Does our definition have it?",
    ),
    "A4": (
        "There is a square root in your number: it is the size of the error, not its square.",
        "Square your number. What did the last function you called do to it?",
    ),
    "A5": (
        "You take the sizes of the errors, not their squares.",
        "Double every error. What should happen to the loss, and what happens to yours?",
    ),
    "A6": (
        "You sum first and square afterwards, so errors of opposite sign cancel.",
        "Try two errors, +1 and -1. What should the loss be?",
    ),
    "A7": (
        "You stop before the last sum: what should be one number comes out with a shape of its own.",
        "How many numbers is one loss, or one slope? What shape has a single number?",
    ),
    "A8": (
        "One argument has shape (N, 1), the other (N,), and broadcasting quietly compares every prediction with every target.",
        "Print the shape of the difference. What could your function do, before it subtracts, about two shapes that differ?",
    ),
    "A9": (
        "You subtract two squares instead of squaring one difference.",
        "Your number can be negative. Can a squared distance?",
    ),
    "A10": (
        "Your maximum runs along an axis: it picks one number a unit instead of comparing each entry with 0.",
        "Compare the shapes of `h` and `h_relu`. Which NumPy function compares two things entry by entry?",
    ),
    "A11": (
        "Your slope has the wrong sign: the error was taken the other way round.",
        "The loss forgives the order of a difference, because it squares. Does its derivative?",
    ),
    "A12": (
        "Your number is what a network without its ReLU would give.",
        "h is symmetric around 0. What part of its second moment is left when the negative half becomes 0?",
    ),
    "A13": (
        "Your number leaves out what the targets themselves add to the error.",
        "Let the prediction be 0 everywhere. What is the loss then, on average?",
    ),
    "A14": (
        "You use the variance of the ReLU's output, or the square of its mean, where the mean of its square is needed.",
        "The mean of a square is a variance plus the square of a mean. Which of the three does the next layer sum?",
    ),
    "B1": (
        "Your gradient is half of the right one.",
        "Differentiate u squared on paper, then hold your line against it.",
    ),
    "B2": (
        "Every sign is the wrong way round: a step of descent with this gradient climbs.",
        "Suppose a prediction is too large. Should its gradient be positive or negative?",
    ),
    "B3": (
        "Your gradient is the right one divided by a count: of the samples, or of all entries.",
        "Does the loss average over anything? Then why does its gradient?",
    ),
    "B4": (
        "You return the squared error itself, perhaps with a factor: it is never negative.",
        "A slope can point down as well as up. What is the derivative of what you wrote?",
    ),
    "B5": (
        "You sum the gradient away: part of its shape is missing.",
        "How many entries of `y_pred` can be moved on their own? Each of them has its own slope.",
    ),
    "C1": (
        "`w2` learns from `h`, though the forward pass multiplied it with something else.",
        "Look at the line of the forward pass in which `w2` appears. Which array stands beside it?",
    ),
    "C2": (
        "Everything is there, the wrong way round: this is the transpose.",
        "A gradient has the shape of the thing it belongs to. Which shape is that, and how do you get there?",
    ),
    "C3": (
        "You multiply the two arrays in an order or orientation in which their shapes do not fit.",
        "Write the shapes under the factors. Which letter must disappear, and where must it stand to be summed away?",
    ),
    "C4": (
        "You multiply entry by entry where a sum over an index is needed.",
        "Every sample contributes to the result. Which product adds the contributions up?",
    ),
    "C5": (
        "Your gradient is the right one divided by N.",
        "The loss sums over the batch. Does anything in it divide by N?",
    ),
    "C6": (
        "Only one sample of the batch reaches your result.",
        "Try N = 1, then N = 2. What happened to the other sample?",
    ),
    "C7": (
        "You multiply with `w2` in an orientation in which the shapes do not fit.",
        "You hold (N, D_out) and want (N, H). Which way round must `w2` of shape (H, D_out) stand?",
    ),
    "C8": (
        "`w2` had already moved when the gradient went back through it.",
        "At which weights was the loss computed? In which order do you differentiate and move?",
    ),
    "D1": (
        "The gradient passes every unit, also those that the ReLU had switched off.",
        "Take a unit that put out 0. If its input moves a little, does the loss notice?",
    ),
    "D2": (
        "The gate is the wrong way round: you keep what should be stopped and stop what should pass.",
        "For which sign of `h` does the ReLU let its input through?",
    ),
    "D3": (
        "You set negative gradients to 0. The gate depends on the sign of the upstream gradient, and it should not.",
        "The gate was set during the forward pass. Which array decided then?",
    ),
    "D4": (
        "There is a gate, and it never closes: your condition is never met, so everything passes.",
        "Print how many entries meet your condition. Can the output of a ReLU be below 0?",
    ),
    "D5": (
        "You multiply with the value of the unit where its slope belongs.",
        "How steep is the ReLU at h = 5? And at h = 10?",
    ),
    "D6": (
        "Your gate is open everywhere: after the ReLU, every entry is at least 0.",
        "Print `(h_relu >= 0).all()`. What would such a gate ever stop?",
    ),
    "D7": (
        "One gate for the whole batch: what some samples decide is applied to every sample.",
        "Does every sample switch on the same units? Look at two rows of `h`.",
    ),
    "D8": (
        "Entries of the weight's gradient have been set to 0. The gate belongs one step earlier.",
        "There is one gate for each sample and each unit. Which of your arrays has the shape (N, H)?",
    ),
    "D9": (
        "The negative entries of `h` were overwritten, and with them the memory of which units were off.",
        "After which line are the negative numbers gone? Who still needs them?",
    ),
    "D10": (
        "You wrote into the upstream gradient you were given: result and argument are one array.",
        "Print the argument before and after the call. Does `b = a` make a second array?",
    ),
    "D12": (
        "A mask holds True and False, and there is no minus for truth values.",
        "How do you turn a mask around? And how into numbers?",
    ),
    "E1": (
        "You multiply the two arrays in an order or orientation in which their shapes do not fit.",
        "Write (N, D_in) and (N, H) side by side. Which letter is summed away, and where does it have to stand?",
    ),
    "E2": (
        "Everything is there, the wrong way round: this is the transpose.",
        "A gradient has the shape of its weight. What shape has `w1`, and what must come first for that?",
    ),
    "E3": (
        "The gradient is half of the right one: a factor of 2 got lost.",
        "Where does the 2 come from, and which function is the first that no longer has it?",
    ),
    "E4": (
        "Your slope uses the prediction, or the target, where the error belongs.",
        "Let the prediction be perfect. Is your gradient 0 there?",
    ),
    "E5": (
        "This is the slope of another activation: a sigmoid's or a tanh's.",
        "Draw the ReLU and its slope. How many different slopes does it have?",
    ),
    "E6": (
        "Nothing has moved: the step was taken in another array, which nobody sees.",
        "What is the difference between `w = w - ...` and changing what stands in the array called `w`?",
    ),
    "E7": (
        "The step goes uphill.",
        "The gradient points to where the loss grows. Where do you want to go?",
    ),
    "E8": (
        "The step has the full length of the gradient: the learning rate is missing.",
        "How long was the step, and how long did the caller ask it to be?",
    ),
    "E9": (
        "Only one weight learns what it should: the other stands still, or moves by a gradient that is not its own.",
        "Two weights, two gradients, two steps. Which is missing or mixed up?",
    ),
    "E10": (
        "An array of whole numbers cannot take up fractions.",
        "Which numbers can each of your arrays hold? Print their dtypes.",
    ),
    "E11": (
        "The caller's weights moved: your own name for them is not a copy.",
        "After `v = w` there are two names. How many arrays?",
    ),
    "E12": (
        "Everything is recorded one step late: after the weight has moved.",
        "Which weight belongs to the number that you write down first?",
    ),
    "L1": (
        "The second layer reads `h` instead of `h_relu`: the whole network is one linear map.",
        "Does any line after the ReLU use its result?",
    ),
}

TEXTS: dict[str, str] = {
    f"mistake.{mistake}.{part}": text
    for mistake, texts in _MISTAKES.items()
    for part, text in zip(("cause", "hint"), texts, strict=True)
}
