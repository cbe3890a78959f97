"""An empty row, filled layer by layer."""


def make_model(D_in, H, D_out):
    model = nn.Sequential()
    model.append(nn.Linear(D_in, H))
    model.append(nn.ReLU(inplace=True))
    model.append(nn.Linear(H, D_out))
    return model
