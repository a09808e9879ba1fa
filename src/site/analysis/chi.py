"""From a run to a plot: the susceptibility chi = V (<M^2> - <|M|>^2) of phi^4 against kappa.

    runners/local run src/site/analysis/chi.yaml
    python src/site/analysis/chi.py out/chi chi.png

Needs fieldbeam with the extras [pandas] and [pyerrors], and matplotlib.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

import fieldbeam


def ours(run: Path) -> pd.DataFrame:
    """chi as fieldbeam has estimated it, in a pandas frame with kappa."""
    frame = fieldbeam.estimates(run / "observables").to_pandas()
    frame = frame[frame["observable"] == "chiAbs"].set_index("dataset")
    kappas = {
        name: float(fieldbeam.open(run / name).manifest.action["parameters"]["kappa"])
        for name in frame.index
    }
    return frame.assign(kappa=pd.Series(kappas)).sort_values("kappa")


def theirs(run: Path, name: str) -> tuple[float, float]:
    """chi and its error from the measured series of M, by pyerrors."""
    measured = fieldbeam.open(run / "observables" / name)
    volume = int(np.prod(measured.manifest.shape))
    m = measured["M"]
    obs = fieldbeam.to_pyerrors(measured, {"absM": abs(m), "M2": m**2})
    chi = volume * (obs["M2"] - obs["absM"] ** 2)
    chi.gamma_method(S=fieldbeam.WINDOW_S)
    return chi.value, chi.dvalue


def main(run: Path, picture: Path) -> None:
    """Prints the table and draws the plot."""
    frame = ours(run)
    pairs = [theirs(run, name) for name in frame.index]
    frame["pyerrors"], frame["pyerrorsError"] = zip(*pairs)
    columns = ["kappa", "value", "error", "pyerrors", "pyerrorsError", "tauInt"]
    print(frame[columns].to_string(index=False, float_format="{:.4f}".format))
    figure, axes = plt.subplots(figsize=(5, 3.4), dpi=90, layout="constrained")
    axes.errorbar(frame["kappa"], frame["value"], frame["error"], fmt="o", ms=4, label="fieldbeam")
    axes.errorbar(
        frame["kappa"] + 0.0007,
        frame["pyerrors"],
        frame["pyerrorsError"],
        fmt="s",
        ms=3,
        label="pyerrors",
    )
    axes.set_xlabel(r"$\kappa$")
    axes.set_ylabel(r"$V(\langle M^2\rangle - \langle |M|\rangle^2)$")
    axes.set_title(r"$\phi^4$ on $8 \times 8$, $\lambda = 0.022$", fontsize=10)
    axes.legend(frameon=False)
    figure.savefig(picture)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: chi.py RUN PICTURE, for example: chi.py out/chi chi.png")
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except fieldbeam.FieldbeamError as error:
        sys.exit(f"chi.py: {error}")
