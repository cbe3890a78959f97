"""A fresh torch optimizer for one step."""


def update_params_(model, lr):
    torch.optim.SGD(model.parameters(), lr=lr).step()
