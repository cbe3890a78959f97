"""Plain Python, one step after the other."""


def compare(run_a, run_b, start, steps):

    def losses(run):
        x, y, w1, w2 = (s + 0.0 for s in start)
        return [float(loss) for loss in run(x, y, w1, w2, steps)]

    return [abs(a - b) / a for a, b in zip(losses(run_a), losses(run_b))]
