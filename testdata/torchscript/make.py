"""Writes gaussian-vp.pt: the exact score of N(0, 1/4) under the VP diffusion with beta = 20, traced by PyTorch."""
import os

import torch


class GaussianScore(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.variance = torch.nn.Parameter(torch.tensor(0.25))

    def forward(self, x, t):
        signal = torch.exp(-10 * t * t).reshape(-1, 1)  # alpha^2
        return -x / (signal * self.variance + 1 - signal)


module = torch.jit.trace(GaussianScore(), (torch.zeros(4, 1), torch.full((4,), 0.5)))
torch.jit.save(module, os.path.join(os.path.dirname(os.path.abspath(__file__)), "gaussian-vp.pt"))
