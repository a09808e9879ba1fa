"""Neural scores beside Python's PyTorch: the published network, out and in; skipped without torch."""

from __future__ import annotations

import json
import subprocess

import numpy as np
import pytest

import fieldbeam

torch = pytest.importorskip("torch")
nn = torch.nn

PIPELINE = """
name: networks
seed: 5
output: out
stages:
  - generate: {into: hmc, lattice: [4, 6], action: {phi4: {kappa: 0.2, lambda: 0.022}}, algorithm: {hmc: {length: 1.0, steps: 5}}, chains: 8, thermalization: 50, configurations: 16}
  - prepare: {from: hmc, into: training, diffusion: {ve: {sigma: 25}}, validation: 0.125}
  - train: {from: training, into: zero, model: {unet: {padding: zero, epochs: 1, firstTime: 0.001}}}
  - train: {from: training, into: periodic, model: {unet: {padding: periodic, epochs: 1, firstTime: 0.001}}}
  - sample: {model: zero, into: zero-path, sampler: {flow: {integrator: euler, steps: 2, end: 0.5}}, configurations: 16, paths: 2}
  - sample: {model: periodic, into: periodic-path, sampler: {flow: {integrator: euler, steps: 2, end: 0.5}}, configurations: 16, paths: 2}
"""

SAMPLE = """
name: imported
seed: 5
output: out
stages:
  - sample: {model: ./net, into: path, sampler: {flow: {integrator: euler, steps: 2, end: 0.5}}, configurations: 16, paths: 2}
"""


class Published(nn.Module):
    """The U-Net of arXiv 2309.17082, from its description, as one would write it in Python."""

    def __init__(self, padding: str, unit: float, centre: float):
        super().__init__()
        self.periodic = padding == "periodic"
        self.unit, self.centre = unit, centre
        widths = [1, 32, 64, 128, 256]
        self.register_buffer("frequencies", torch.randn(128) * 30 * 2 * np.pi)
        self.embed = nn.Linear(256, 256)
        inside = 0 if self.periodic else 1
        self.down = nn.ModuleList(
            nn.Conv2d(a, b, 3, padding=inside, bias=False) for a, b in zip(widths, widths[1:])
        )
        self.up = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 3, padding=2 - inside, bias=b == 1)
            for a, b in ((256, 128), (256, 64), (128, 32), (64, 1))
        )
        norms = [32, 64, 128, 256, 128, 64, 32]
        self.time = nn.ModuleList(nn.Linear(256, n) for n in norms)
        self.norm = nn.ModuleList(
            nn.GroupNorm(4 if i == 0 else 32, n) for i, n in enumerate(norms)
        )

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        phase = t[:, None] * self.frequencies
        e = torch.cat([torch.sin(phase), torch.cos(phase)], 1)
        e = nn.functional.silu(self.embed(e))
        h = ((x - self.centre) / self.unit)[:, None]
        kept = []
        for i, down in enumerate(self.down):
            h = down(self.padded(h))
            h = self.after(h, e, i)
            kept.append(h)
        for i, up in enumerate(self.up):
            h = up(self.padded(h if i == 0 else torch.cat([h, kept[3 - i]], 1)))
            if i < 3:
                h = self.after(h, e, 4 + i)
        variance = (25 ** (2 * t) - 1) / (2 * np.log(25)) * self.unit**2
        return h[:, 0] / torch.sqrt(variance)[:, None, None]

    def after(self, h, e, i):
        return nn.functional.silu(self.norm[i](h + self.time[i](e)[:, :, None, None]))

    def padded(self, h):
        return nn.functional.pad(h, (1, 1, 1, 1), mode="circular") if self.periodic else h

    def take(self, module) -> None:
        """Parameters of a network of fieldbeam."""
        theirs = dict(module.named_parameters()) | dict(module.named_buffers())
        names = ["Down1", "Down2", "Down3", "Down4", "Up4", "Up3", "Up2"]
        pairs = [(self.frequencies, "frequencies"), *pair(self.embed, "embed", "embedBias")]
        for i in range(4):
            pairs += [(self.down[i].weight, f"down{i + 1}"), (self.up[i].weight, f"up{4 - i}")]
        pairs.append((self.up[3].bias, "up1Bias"))
        for i, name in enumerate(names):
            pairs += pair(self.time[i], f"time{name}", f"time{name}Bias")
            pairs += pair(self.norm[i], f"scale{name}", f"shift{name}")
        with torch.no_grad():
            for ours, name in pairs:
                ours.copy_(theirs.pop(name))
        assert not theirs, theirs.keys()


def pair(layer, weight, bias):
    return [(layer.weight, weight), (layer.bias, bias)]


@pytest.fixture(scope="module")
def run(tmp_path_factory, fieldbeam_command):
    folder = tmp_path_factory.mktemp("networks")
    (folder / "networks.yaml").write_text(PIPELINE)
    command = [*fieldbeam_command, "run", "networks.yaml"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "out"


def first_step(dataset, unit):
    """Field, time and score of the first step of an Euler integration of the flow."""
    fields, times = dataset.fields(), dataset["time"]
    order = np.lexsort((-times, dataset["step"]))
    paths = fields[order].reshape(16, 3, *fields.shape[1:])
    start, end = times[order].reshape(16, 3)[0, :2]
    g2 = unit**2 * 25 ** (2 * start)
    return paths[:, 0], start, -2 * (paths[:, 1] - paths[:, 0]) / (end - start) / g2


@pytest.mark.parametrize("padding", ["zero", "periodic"])
def test_network_is_the_published_one_in_java_and_python(run, padding):
    said = json.loads((run / padding / "model.json").read_text())["training"]
    assert said["parameters"] == 1115297
    module = torch.jit.load(run / padding / "model.pt")
    ours = Published(padding, said["unit"], said["centre"])
    assert sum(p.numel() for p in ours.parameters()) == 1115297
    ours.take(module)
    fields, t, java = first_step(fieldbeam.open(run / f"{padding}-path"), said["unit"])
    x = torch.tensor(fields, dtype=torch.float32)
    times = torch.full((16,), t, dtype=torch.float32)
    with torch.no_grad():
        size = np.abs(java).max()
        np.testing.assert_allclose(module(x, times).numpy(), java, atol=2e-5 * size, rtol=0)
        np.testing.assert_allclose(ours(x, times).numpy(), java, atol=2e-5 * size, rtol=0)


def test_network_of_python_samples_in_java(tmp_path, fieldbeam_command):
    torch.manual_seed(3)
    ours = Published("periodic", 1.0, 0.0).eval()
    example = (torch.zeros(2, 4, 6), torch.full((2,), 0.5))
    torch.jit.trace(ours, example).save(tmp_path / "net.pt")
    settings = "--trust --shape 4,6 --diffusion ve -D sigma=25 --first-time 0.001"
    command = [*fieldbeam_command, "import-model", "net.pt", "net", *settings.split()]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "sample.yaml").write_text(SAMPLE)
    command = [*fieldbeam_command, "run", "sample.yaml"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    fields, t, java = first_step(fieldbeam.open(tmp_path / "out/path"), 1.0)
    with torch.no_grad():
        x = torch.tensor(fields, dtype=torch.float32)
        expected = ours(x, torch.full((16,), t, dtype=torch.float32)).numpy()
    np.testing.assert_allclose(expected, java, atol=2e-5 * np.abs(java).max(), rtol=0)
