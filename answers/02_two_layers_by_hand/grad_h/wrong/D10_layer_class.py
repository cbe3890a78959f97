"""A layer class that keeps its mask and writes into dout, as a well-known book has it."""


class Relu:
    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout):
        dout[self.mask] = 0
        dx = dout
        return dx


def grad_h(g_h_relu, h):
    layer = Relu()
    layer.forward(h)
    return layer.backward(g_h_relu)
