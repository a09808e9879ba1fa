"""The transforms of fieldbeam; written by runners/local reference --python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ._transform import Service, Transform

__all__ = [
    "AddForwardNoise",
    "CorrectEnsemble",
    "GenerateEnsemble",
    "MeasureObservables",
    "PrepareScoreTraining",
    "ReadEnsemble",
    "ReadEstimates",
    "SampleReverse",
    "ScanComplexLangevin",
    "TrainScore",
    "WriteEnsemble",
]


class AddForwardNoise(Transform):
    """Runs configurations through the forward process. Reads rows whose field 'folder' names what
    'from' names otherwise. Gives one row with the folder that it has written.

    Args:
        into: Folder or URI that is written; its last part names the dataset.
        diffusion: Noise schedule.
        from_: Ensemble to add noise to. The path of a folder; left out where the transform has an
            input, which then names it.
        covariance: Covariance of the noise beside the schedule. Default: isotropic.
        times: Number of times. Default: 20.
        ladder: Spacing of the times. Default: uniform.
        mode: What is written per configuration. Default: marginals.
        seed: Seed of all random numbers. Default: 0.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:noise:v1"

    def __init__(
        self,
        *,
        into: str,
        diffusion: Mapping[str, Any] | str,
        from_: str | None = None,
        covariance: Mapping[str, Any] | str | None = None,
        times: int | None = None,
        ladder: Mapping[str, Any] | str | None = None,
        mode: str | None = None,
        seed: int | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "into": into,
                "diffusion": diffusion,
                "from_": from_,
                "covariance": covariance,
                "times": times,
                "ladder": ladder,
                "mode": mode,
                "seed": seed,
            },
            expansion_service,
        )


class CorrectEnsemble(Transform):
    """Makes samples exact. Reads rows whose field 'folder' names what 'from' names otherwise. Gives
    one row with the folder that it has written.

    Args:
        into: Folder or URI that is written; its last part names the dataset.
        from_: Ensemble of a sample stage. The path of a folder; left out where the transform has an
            input, which then names it.
        method: How the samples are made exact. Default: metropolis.
        seed: Seed of all random numbers. Default: 0.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:correct:v1"

    def __init__(
        self,
        *,
        into: str,
        from_: str | None = None,
        method: str | None = None,
        seed: int | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "into": into,
                "from_": from_,
                "method": method,
                "seed": seed,
            },
            expansion_service,
        )


class GenerateEnsemble(Transform):
    """Generates a Markov-chain ensemble. Gives one row with the folder that it has written.

    Args:
        into: Folder or URI that is written; its last part names the dataset.
        lattice: Lattice extents.
        action: The action.
        algorithm: The Markov-chain algorithm.
        chains: Number of independent chains.
        configurations: Kept configurations per chain.
        thermalization: Updates per chain before the first kept configuration. Default: 500.
        stride: Updates between kept configurations. Default: 1.
        start: Where the chains start. Default: hot.
        chainsPerShard: Chains in one shard. Default: 16.
        seed: Seed of all random numbers. Default: 0.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:generate:v1"

    def __init__(
        self,
        *,
        into: str,
        lattice: Sequence[int],
        action: Mapping[str, Any] | str,
        algorithm: Mapping[str, Any] | str,
        chains: int,
        configurations: int,
        thermalization: int | None = None,
        stride: int | None = None,
        start: Mapping[str, Any] | str | None = None,
        chainsPerShard: int | None = None,
        seed: int | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "into": into,
                "lattice": lattice,
                "action": action,
                "algorithm": algorithm,
                "chains": chains,
                "configurations": configurations,
                "thermalization": thermalization,
                "stride": stride,
                "start": start,
                "chainsPerShard": chainsPerShard,
                "seed": seed,
            },
            expansion_service,
        )


class MeasureObservables(Transform):
    """Measures observables, estimates them and checks the ensembles. Reads rows whose field
    'folder' names what 'from' names otherwise. Gives one row with the folder that it has written.

    Args:
        into: Folder or URI that is written; its last part names the dataset.
        from_: Ensembles to measure; the others are compared with the first. The path of a folder;
            left out where the transform has an input, which then names it.
        observables: Observables to measure; without it every standard one that suits the ensemble.
            Those that a chosen one needs are measured with it, and checks of others are left out.
        derive: Further quantities by name, each a formula of estimates with + - * / ^, brackets,
            sqrt, exp, log and abs: a function of the expectation values, with its error by the
            Gamma-method.
        expect: Checks that are expected to fail: such a failure is no failed check of the run, its
            absence is one.
        seed: Seed of all random numbers. Default: 0.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:measure:v1"

    def __init__(
        self,
        *,
        into: str,
        from_: Sequence[str] | None = None,
        observables: Sequence[Mapping[str, Any] | str] | None = None,
        derive: Mapping[str, str] | None = None,
        expect: Sequence[Mapping[str, Any]] | None = None,
        seed: int | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "into": into,
                "from_": from_,
                "observables": observables,
                "derive": derive,
                "expect": expect,
                "seed": seed,
            },
            expansion_service,
        )


class PrepareScoreTraining(Transform):
    """Writes shuffled, normalised training data, split by chain. Fields of several values at a site
    have one scale and no shift, and angles are not normalised. Reads rows whose field 'folder'
    names what 'from' names otherwise. Gives one row with the folder that it has written.

    Args:
        into: Folder or URI that is written; its last part names the dataset.
        diffusion: Noise schedule the data are meant for.
        from_: Ensemble to train on. The path of a folder; left out where the transform has an
            input, which then names it.
        validation: Share of chains for validation. Default: 0.1.
        shards: Number of shards; of 32 MiB each if left out.
        compression: What shards are compressed by, zstd if left out; none makes them faster to
            read.
        seed: Seed of all random numbers. Default: 0.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:prepare:v1"

    def __init__(
        self,
        *,
        into: str,
        diffusion: Mapping[str, Any] | str,
        from_: str | None = None,
        validation: float | None = None,
        shards: int | None = None,
        compression: str | None = None,
        seed: int | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "into": into,
                "diffusion": diffusion,
                "from_": from_,
                "validation": validation,
                "shards": shards,
                "compression": compression,
                "seed": seed,
            },
            expansion_service,
        )


class ReadEnsemble(Transform):
    """Reads the configurations of ensembles, a row each, in no particular order: chain, step,
    shape, field, action, accepted, delta_h, log_q, log_weight.

    Args:
        from_: Paths of the folders of ensembles; left out where the transform has an input, which
            then names them.
        weights: Whether ensembles with importance weights are read too: whatever is done with a row
            has to use its log_weight. Default: false.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:read_ensemble:v1"

    def __init__(
        self,
        *,
        from_: Sequence[str] | None = None,
        weights: bool | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "from_": from_,
                "weights": weights,
            },
            expansion_service,
        )


class ReadEstimates(Transform):
    """Reads estimates, a row each: dataset, observable, value, error, tau_int, tau_int_error, n,
    n_eff, failed_checks. A number that is undefined is null; failed_checks are those of the
    dataset.

    Args:
        from_: Paths of the folders of measurements; left out where the transform has an input,
            which then names them.
        failed: Whether estimates are read though a check has failed; without it that ends the
            pipeline. Default: false.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:read_estimates:v1"

    def __init__(
        self,
        *,
        from_: Sequence[str] | None = None,
        failed: bool | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "from_": from_,
                "failed": failed,
            },
            expansion_service,
        )


class SampleReverse(Transform):
    """Samples the reverse process. Reads rows whose field 'folder' names what 'model' names
    otherwise. Gives one row with the folder that it has written.

    Args:
        into: Folder or URI that is written; its last part names the dataset.
        configurations: Number of configurations in all.
        model: Score model to sample from. The path of a folder; left out where the transform has an
            input, which then names it.
        closedForm: The effective action of every noise level in closed form, of U(1) gauge theory
            in two dimensions: noise with the covariance of the massless propagator is white on
            plaquettes, and moves topology at every beta. By the sampler flow. S_tau = max_eta
            [-sum_p log f(theta_p - eta) - V eta^2/(2 tau)] + log(tau D/V)/2, f(t) = sum_n I_n(beta)
            exp(-tau n^2/2 + i n t), D = V/tau - sum_p g''(theta_p - eta), g = -log f.
        exact: The exact score of the noised ensemble, by quadrature.
        sampler: Reverse process. Default: flow.
        configurationsPerShard: Configurations in one shard. Default: 1024.
        paths: Write whole paths, in so many parts, as a noised dataset; of a model of levels by the
            sampler flow, as a variance-exploding process.
        seed: Seed of all random numbers. Default: 0.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:sample:v1"

    def __init__(
        self,
        *,
        into: str,
        configurations: int,
        model: str | None = None,
        closedForm: Mapping[str, Any] | None = None,
        exact: Mapping[str, Any] | None = None,
        sampler: Mapping[str, Any] | str | None = None,
        configurationsPerShard: int | None = None,
        paths: int | None = None,
        seed: int | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "into": into,
                "configurations": configurations,
                "model": model,
                "closedForm": closedForm,
                "exact": exact,
                "sampler": sampler,
                "configurationsPerShard": configurationsPerShard,
                "paths": paths,
                "seed": seed,
            },
            expansion_service,
        )


class ScanComplexLangevin(Transform):
    """Runs complex Langevin over a grid of one-site actions; keeps averages and checks. Gives one
    row with the folder that it has written.

    Args:
        into: Folder or URI that is written; its last part names the dataset.
        aRe: Real parts of a in S = a z^2 + b z^4.
        aIm: Imaginary parts of a.
        algorithm: Complex Langevin.
        chains: Number of independent chains of each point.
        configurations: Measured configurations per chain.
        b: Coefficient of z^4. Default: 1.
        thermalization: Updates per chain before the first measured configuration. Default: 500.
        stride: Updates between measured configurations. Default: 1.
        seed: Seed of all random numbers. Default: 0.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:scan:v1"

    def __init__(
        self,
        *,
        into: str,
        aRe: Sequence[float],
        aIm: Sequence[float],
        algorithm: Mapping[str, Any] | str,
        chains: int,
        configurations: int,
        b: Sequence[float] | None = None,
        thermalization: int | None = None,
        stride: int | None = None,
        seed: int | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "into": into,
                "aRe": aRe,
                "aIm": aIm,
                "algorithm": algorithm,
                "chains": chains,
                "configurations": configurations,
                "b": b,
                "thermalization": thermalization,
                "stride": stride,
                "seed": seed,
            },
            expansion_service,
        )


class TrainScore(Transform):
    """Fits a score model. Reads rows whose field 'folder' names what 'from' names otherwise. Gives
    one row with the folder that it has written.

    Args:
        into: Folder or URI that is written; its last part names the dataset.
        model: The score model.
        from_: Ensemble or training dataset to fit. The path of a folder; left out where the
            transform has an input, which then names it.
        validation: Share of chains for validation. Default: 0.1.
        seed: Seed of all random numbers. Default: 0.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:train:v1"

    def __init__(
        self,
        *,
        into: str,
        model: Mapping[str, Any] | str,
        from_: str | None = None,
        validation: float | None = None,
        seed: int | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "into": into,
                "model": model,
                "from_": from_,
                "validation": validation,
                "seed": seed,
            },
            expansion_service,
        )


class WriteEnsemble(Transform):
    """Writes rows as an ensemble of an action, which is evaluated anew; a chain stands in one
    shard, by step. Gives one row with the folder that it has written.

    Args:
        into: Folder or URI that is written; its last part names the dataset.
        lattice: Lattice extents.
        action: The action.
        shards: Number of shards. Default: 8.
        weighted: Whether the configurations have importance weights: every row has a log_weight
            then, and all estimates use it. Default: false.
        expansion_service: a server of transforms, HOST:PORT; one is started if left out.
    """

    IDENTIFIER = "beam:schematransform:org.fieldbeam:write_ensemble:v1"

    def __init__(
        self,
        *,
        into: str,
        lattice: Sequence[int],
        action: Mapping[str, Any] | str,
        shards: int | None = None,
        weighted: bool | None = None,
        expansion_service: Service = None,
    ) -> None:
        super().__init__(
            {
                "into": into,
                "lattice": lattice,
                "action": action,
                "shards": shards,
                "weighted": weighted,
            },
            expansion_service,
        )
