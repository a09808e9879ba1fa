package org.fieldbeam.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.cluster.MetropolisWolff;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.fit.BatchSums;
import org.fieldbeam.core.score.fit.EffectiveActionFit;
import org.fieldbeam.core.score.fit.EffectiveActionSettings;
import org.fieldbeam.core.score.fit.EnsembleStatistics;
import org.fieldbeam.core.statistics.TreeSum;

/** Training data and fits for the benchmarks of the sampler, in memory. */
final class TrainedSampler {
  /** Chains of an ensemble; each batch of it holds one configuration of each. */
  static final int CHAINS = 64;

  private TrainedSampler() {}

  /** Batches of one configuration per chain; entry i holds step i of all chains. */
  static double[][] ensemble(
      Action action, MetropolisWolff algorithm, int configurations, int stride, long seed) {
    MarkovChains chains = algorithm.start(action, Start.hot(), seed, "generate", 0, CHAINS);
    chains.advance(300);
    double[][] steps = new double[configurations / CHAINS][];
    for (int i = 0; i < steps.length; i++) {
      chains.advance(stride);
      steps[i] = chains.fields().clone();
    }
    return steps;
  }

  /** Adds batches first to last - 1, each thread every so many, in a fixed order. */
  static double[] accumulate(BatchSums[] sums, double[][] ensemble, int first, int last) {
    List<CompletableFuture<double[]>> parts = new ArrayList<>();
    for (int t = 0; t < sums.length; t++) {
      int own = t;
      parts.add(
          CompletableFuture.supplyAsync(
              () -> {
                double[] total = new double[sums[own].size()];
                long[] chain = new long[CHAINS];
                long[] step = new long[CHAINS];
                Arrays.setAll(chain, b -> b);
                for (int i = first + own; i < last; i += sums.length) {
                  Arrays.fill(step, i);
                  sums[own].accumulate(ensemble[i], CHAINS, chain, step, total);
                }
                return total;
              },
              task -> new Thread(task).start()));
    }
    TreeSum tree = new TreeSum();
    for (int t = 0; t < parts.size(); t++) {
      tree.add(t, parts.get(t).join());
    }
    return tree.result(parts.size());
  }

  /** The fit as the train stage makes it, a tenth of the ensemble held out. */
  static EffectiveActionModel fit(
      Action action,
      EffectiveActionSettings settings,
      double[][] ensemble,
      int threads,
      long seed) {
    int n = ensemble.length;
    int held = n / 10;
    BatchSums[] spectra = new BatchSums[threads];
    Arrays.setAll(spectra, t -> EnsembleStatistics.sums(action.lattice()));
    EnsembleStatistics statistics =
        EnsembleStatistics.of(action.lattice(), accumulate(spectra, ensemble, 0, n - held));
    EffectiveActionFit fit = new EffectiveActionFit(settings, statistics, action, seed);
    BatchSums[] sums = new BatchSums[threads];
    Arrays.setAll(sums, t -> fit.sums());
    double[] training = accumulate(sums, ensemble, 0, n - held);
    double[] validation = accumulate(sums, ensemble, n - held, n);
    return fit.solve(training, validation, Map.of());
  }
}
