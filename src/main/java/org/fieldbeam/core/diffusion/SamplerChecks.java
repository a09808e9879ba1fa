package org.fieldbeam.core.diffusion;

import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.score.Prior;
import org.fieldbeam.core.score.ScoreModel;

/** Argument and runaway checks that the samplers share. */
final class SamplerChecks {
  private SamplerChecks() {}

  static void sameLattice(ScoreModel model, Prior prior, Action action) {
    if (!model.layout().equals(action.layout())) {
      throw new IllegalArgumentException(
          "Sampler: the score is for "
              + model.layout()
              + ", and the action for "
              + action.layout()
              + "; both must agree");
    }
    if (!model.lattice().equals(action.lattice()) || !model.lattice().equals(prior.lattice())) {
      throw new IllegalArgumentException(
          "Sampler: the score is for lattice "
              + model.lattice()
              + ", the prior for "
              + prior.lattice()
              + " and the action for "
              + action.lattice()
              + "; all three must agree");
    }
  }

  static void outputs(int size, int batch, double[] phi, double[] logQ, double[] logWeight) {
    if (batch < 1
        || phi.length < (long) size * batch
        || (logWeight != null && logWeight.length < batch)
        || (logQ != null && logQ.length < batch)) {
      throw new IllegalArgumentException(
          "Sampler: a batch of "
              + batch
              + " configurations of "
              + size
              + " values needs arrays of at least "
              + (long) size * batch
              + " and "
              + batch
              + " numbers, given "
              + phi.length
              + " and "
              + (logWeight == null ? batch : logWeight.length));
    }
  }

  static void finite(double[] values, int size, long firstIndex, int level) {
    for (int b = 0; b < size; b++) {
      if (!(Math.abs(values[b]) < Double.POSITIVE_INFINITY)) {
        throw new ArithmeticException(
            "Sampler: configuration "
                + (firstIndex + b)
                + " ran away: its log density or weight is "
                + values[b]
                + " at level "
                + level
                + " of the ladder. The ladder is too coarse for the curvature of the action or the score"
                + " is bad: use more levels, a smaller shift a, or more training configurations");
      }
    }
  }
}
