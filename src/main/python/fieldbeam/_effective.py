"""The score of an effective action in numpy, as fieldbeam evaluates it.

At level i of the ladder S = 1/2 sum_k A_k |phi_k|^2 + c_0 U(m) + sum_j c_j O_j, phi_k the
orthonormal Fourier components and m the volume average; the score is -dS/dphi. The operators are
functions of u = psi / s, the Wiener-filtered field psi_k = W_k phi_k, W_k = C_k / (C_k + tau), in
units of its standard deviation s; with a = 1/10 and D = 1 / (1 + a u^2):

- ``f4``: sum u^4 / (1 + e u^2), e = a tau / (1 + tau); ``f6`` to ``f12``: sum u^2n D^(n-1);
- ``IJK``: sum_xy h_I(u_x) K(x - y) h_J(u_y), h_p = u^p D^((p-1)/2), K one of G, G2, G3 (powers of
  g(r) = G(r)/G(0), G_k = tau W_k), W (W(r)/W(0)), N (nearest) and D (diagonal neighbours);
- ``cosN``: cos(N t), t = m / sqrt(<m_0^2> + tau/V);
- ``pN``: p^2 / (1 + a p), p = sum |phi_k|^2 / (n (C_k + tau)) over the n momenta of the N-th shell
  above zero; ``mpN``: t^2 p / (1 + a (t^2 + p)).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ._shards import Array
from .errors import FieldbeamError

_SATURATION = 0.1
_POINTS_PER_WIDTH = 16
_WIDTHS_BEYOND = 8
_MOST_POINTS = 1 << 14
_BILINEAR = re.compile(r"([1-6])([1-6])(G|G2|G3|W|N|D)")


class Modes:
    """The momenta of a lattice, and what is one number for each orbit of them."""

    def __init__(self, shape: Sequence[int], spectrum: Sequence[Mapping[str, Any]]) -> None:
        self.shape = tuple(shape)
        if any(len(entry["momentum"]) != len(self.shape) for entry in spectrum):
            raise ValueError("the momenta of the spectrum are not of this lattice")
        self.volume = int(np.prod(self.shape))
        self.axes = tuple(range(1, len(self.shape) + 1))
        self.momenta = np.indices(self.shape).reshape(len(self.shape), -1).T
        orbit = {self._key(entry["momentum"]): o for o, entry in enumerate(spectrum)}
        self._orbits = np.array([orbit[self._key(n)] for n in self.momenta]).reshape(self.shape)

    def _key(self, momentum: Sequence[int] | Array) -> tuple[tuple[int, int], ...]:
        folded = ((e, min(int(n), e - int(n))) for n, e in zip(momentum, self.shape))
        return tuple(sorted(folded))

    def spread(self, per_orbit: Array) -> Array:
        """Values of orbits at each momentum."""
        return np.take(per_orbit, self._orbits)

    def forward(self, fields: Array) -> Array:
        """Orthonormal Fourier components of real fields (n, *shape)."""
        return np.fft.fftn(fields, axes=self.axes, norm="ortho")

    def back(self, modes: Array) -> Array:
        """Real fields of components."""
        return np.fft.ifftn(modes, axes=self.axes, norm="ortho").real

    def kernel_in_space(self, per_momentum: Array) -> Array:
        """K(r) of K_k, K even and real."""
        return np.fft.ifftn(per_momentum).real

    def kernel_in_momentum(self, in_space: Array) -> Array:
        """K_k of K(r)."""
        return np.fft.fftn(in_space).real

    def cosines(self) -> Array:
        """cos k_mu of each momentum, (axes, *shape)."""
        extents = np.array(self.shape)
        cosines: Array = np.cos(2 * np.pi * self.momenta / extents)
        return cosines.T.reshape(-1, *self.shape)


class Level:
    """One noise level, ready to be evaluated."""

    def __init__(self, model: Mapping[str, Any], modes: Modes, index: int) -> None:
        fit = model["levels"][index - 1]
        tau = float(fit["tau"])
        spectrum = np.array([entry["value"] for entry in model["spectrum"]], dtype=float)
        clean = modes.spread(spectrum)
        self._modes = modes
        self._wiener = clean / (clean + tau)
        self._s = float(np.sqrt((self._wiener * clean).sum() / modes.volume))
        self._tau = tau
        self._quadratic = modes.spread(np.array(fit["quadratic"], dtype=float))
        self._scale_of_m = float(
            np.sqrt(float(model["zeroMode"]["meanSquare"]) + tau / modes.volume)
        )
        coefficients = fit["coefficients"]
        self._potential = (float(coefficients["zeroMode"]), _Potential(model, modes.volume, tau))
        self._local: dict[int, float] = {}
        self._cosines: dict[int, float] = {}
        self._bilinear: list[tuple[int, int, Array]] = []
        self._shells: list[tuple[Array, bool, float]] = []
        self._noised = spectrum + tau
        for name in model["operators"]:
            self._add(str(name), float(coefficients[name]))

    def _add(self, name: str, coefficient: float) -> None:
        bilinear = _BILINEAR.fullmatch(name)
        if bilinear:
            kernel = coefficient * self._kernel(bilinear[3])
            self._bilinear.append((int(bilinear[1]), int(bilinear[2]), kernel))
        elif re.fullmatch("f(4|6|8|10|12)", name):
            self._local[int(name[1:])] = coefficient
        elif re.fullmatch("cos[1-9]", name):
            self._cosines[int(name[3:])] = coefficient
        elif re.fullmatch("m?p[1-9]", name):
            weight = np.zeros(len(self._noised))
            shell = int(name[-1])
            weight[shell] = 1 / self._noised[shell]
            spread = self._modes.spread(weight)
            spread /= np.count_nonzero(spread)
            self._shells.append((spread, name.startswith("m"), coefficient))
        else:
            raise FieldbeamError(
                "an operator of the model is not known here",
                given=name,
                todo="install a newer version of this package",
            )

    def _kernel(self, shape: str) -> Array:
        """K_k of the kernels that operators name."""
        modes = self._modes
        if shape in ("N", "D"):
            cosines = modes.cosines()
            total, squares = cosines.sum(axis=0), (cosines**2).sum(axis=0)
            neighbours: Array = 2 * total if shape == "N" else 2 * (total**2 - squares)
            return neighbours
        in_space = modes.kernel_in_space(self._wiener * (1 if shape == "W" else self._tau))
        power = {"W": 1, "G": 1, "G2": 2, "G3": 3}[shape]
        return modes.kernel_in_momentum((in_space / in_space.flat[0]) ** power)

    def score(self, fields: Array) -> Array:
        """-dS/dphi of fields (n, *shape)."""
        modes = self._modes
        phi = modes.forward(fields)
        gradient = self._quadratic * phi
        zero: tuple[Any, ...] = (slice(None), *(0 for _ in modes.shape))
        gradient[zero] += self._slope(phi[zero].real / np.sqrt(modes.volume)) / np.sqrt(
            modes.volume
        )
        for weight, with_m, coefficient in self._shells:
            power = (weight * np.abs(phi) ** 2).sum(axis=modes.axes)
            unit = 1 / (modes.volume * self._scale_of_m**2)
            square = phi[zero].real ** 2 * unit
            if with_m:
                q = (1 + _SATURATION * (square + power)) ** -2
                slope = q * square * (1 + _SATURATION * square)
                gradient[zero] += (
                    coefficient * q * power * (1 + _SATURATION * power) * 2 * unit * phi[zero]
                )
            else:
                slope = power * (2 + _SATURATION * power) / (1 + _SATURATION * power) ** 2
            expanded = slope.reshape(-1, *(1 for _ in modes.shape))
            gradient += coefficient * 2 * expanded * weight * phi
        if self._local or self._bilinear:
            u = modes.back(self._wiener * phi) / self._s
            gradient += self._wiener / self._s * modes.forward(self._force(u))
        return -modes.back(gradient)

    def _slope(self, m: Array) -> Array:
        """dS/dm of what depends on the magnetization alone."""
        coefficient, potential = self._potential
        slope = coefficient * potential.slope(m)
        for frequency, c in self._cosines.items():
            t = m / self._scale_of_m
            slope -= c * frequency * np.sin(frequency * t) / self._scale_of_m
        return slope

    def _force(self, u: Array) -> Array:
        """dS/du of the operators, site by site."""
        y = u * u / (1 + _SATURATION * u * u)
        force = np.zeros_like(u)
        for power, c in self._local.items():
            if power == 4:
                e = _SATURATION * self._tau / (1 + self._tau)
                t = u * u / (1 + e * u * u)
                force += c * u * t * (4 - 2 * e * t)
            else:
                n = power // 2
                force += c * u * y ** (n - 1) * (power - 2 * (n - 1) * _SATURATION * y)
        for i, j, kernel in self._bilinear:
            hi, hj = _power(u, y, i), _power(u, y, j)
            force += _power_slope(u, y, i) * self._convolved(kernel, hj)
            force += _power_slope(u, y, j) * self._convolved(kernel, hi)
        return force

    def _convolved(self, kernel: Array, fields: Array) -> Array:
        return self._modes.back(kernel * self._modes.forward(fields))


def _power(u: Array, y: Array, p: int) -> Array:
    """h_p = u^p D^((p-1)/2), with D = 1 - a y."""
    power: Array = u**p * (1 - _SATURATION * y) ** ((p - 1) / 2)
    return power


def _power_slope(u: Array, y: Array, p: int) -> Array:
    slope: Array = u ** (p - 1) * (1 - _SATURATION * y) ** ((p - 1) / 2)
    slope *= p - (p - 1) * _SATURATION * y
    return slope


class _Potential:
    """U = -log p(m) of the zero-mode mixture, by the very table that fieldbeam interpolates.

    The interpolation is good to 1e-7; without it the two scores would differ by that much.
    """

    def __init__(self, model: Mapping[str, Any], volume: int, tau: float) -> None:
        self._centers = np.array(model["zeroMode"]["centers"], dtype=float)
        self._variance = float(model["zeroMode"]["variance"]) + tau / volume
        width = float(np.sqrt(self._variance))
        self._low = max(0.0, float(self._centers[0]) - _WIDTHS_BEYOND * width)
        high = float(self._centers[-1]) + _WIDTHS_BEYOND * width
        points = min(_MOST_POINTS, int(np.ceil((high - self._low) / width * _POINTS_PER_WIDTH))) + 1
        self._step = (high - self._low) / (points - 1)
        self._first, second = self._exact(self._low + self._step * np.arange(points))
        self._second = second * self._step

    def _exact(self, m: Array) -> tuple[Array, Array]:
        """U' and U''."""
        d = m[:, None] - np.concatenate([self._centers, -self._centers])
        exponent = -d * d / (2 * self._variance)
        w = np.exp(exponent - exponent.max(axis=1, keepdims=True))
        w /= w.sum(axis=1, keepdims=True)
        mean = (w * d).sum(axis=1)
        square = (w * d * d).sum(axis=1)
        return mean / self._variance, 1 / self._variance - (square - mean**2) / self._variance**2

    def slope(self, m: Array) -> Array:
        """U'(m)."""
        at = (np.abs(m) - self._low) / self._step
        inside = (at >= 0) & (at.astype(int) < len(self._first) - 1)
        i = np.where(inside, at.astype(int), 0)
        t = at - i
        s = 1 - t
        difference = self._first[i + 1] - self._first[i]
        a = self._second[i] - difference
        b = difference - self._second[i + 1]
        value = s * self._first[i] + t * self._first[i + 1] + t * s * (a * s + b * t)
        slope: Array = np.where(m < 0, -value, value)
        if not inside.all():
            slope[~inside] = self._exact(m[~inside])[0]
        return slope


def true_score(model: Mapping[str, Any], modes: Modes, fields: Array) -> Array:
    """-dS/dphi of the clean action, level 0.

    Raises:
        FieldbeamError: if the action is one that is not known here.
    """
    action = model["action"]
    name, p = action["name"], action["parameters"]
    if name == "fitted":
        quadratic = modes.spread(np.array(p["quadratic"], dtype=float))
        linear = modes.back(quadratic * modes.forward(fields))
        return -(linear + 4 * float(p["lambda"]) * fields**3)
    hopping, square, quartic = _coefficients(name, p)
    neighbours = np.zeros_like(fields)
    if hopping:
        for axis in modes.axes:
            neighbours += np.roll(fields, 1, axis) + np.roll(fields, -1, axis)
    return 2 * hopping * neighbours - 2 * square * fields - 4 * quartic * fields**3


def _coefficients(name: str, p: Mapping[str, float]) -> tuple[float, float, float]:
    """kappa, and the coefficients of phi^2 and phi^4."""
    if name == "phi4":
        return float(p["kappa"]), 1 - 2 * float(p["lambda"]), float(p["lambda"])
    if name == "free":
        return float(p["kappa"]), 1.0, 0.0
    if name == "quartic":
        return 0.0, float(p["a"]), float(p["b"])
    if name == "anharmonic":
        return 0.0, float(p["mu2"]) / 2, float(p["g"]) / 24
    raise FieldbeamError(
        "the clean action of the model is not known here",
        given=name,
        allowed="phi4, free, quartic, anharmonic, fitted",
    )
