"""The other side of org.fieldbeam.torch.NeuralSpeed: the same network, loss and optimizer in Python's PyTorch, one thread.

Prints the least processor time of a training step in microseconds for each batch size of the arguments.
"""
import sys
import time

import torch

torch.set_num_threads(1)
torch.manual_seed(1)


def train(batch, steps, rounds):
    layers = [torch.nn.Linear(2, 128), torch.nn.SiLU()]
    for _ in range(2):
        layers += [torch.nn.Linear(128, 128), torch.nn.SiLU()]
    net = torch.nn.Sequential(*layers, torch.nn.Linear(128, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
    data = torch.randn(steps * batch)
    best = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for i in range(steps):
            clean = data[i * batch:(i + 1) * batch]
            k = torch.randint(0, 1000, (batch,))
            t = 0.01 + 0.99 * k / 999
            alpha = torch.exp(-5 * t * t)
            sigma = torch.sqrt(-torch.expm1(-10 * t * t))
            z = torch.randn(batch)
            x = alpha * clean + sigma * z
            score = net(torch.stack([x, t], 1))[:, 0]
            loss = ((sigma * score + z) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()
        best = min(best, (time.process_time() - start) / steps)
    return best


print(torch.__version__)
for size in map(int, sys.argv[1:]):
    print(size, 1e6 * train(size, 100, 4), flush=True)
