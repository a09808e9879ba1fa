package org.fieldbeam.pipeline;

/** The noise schedule of a stage; diffusion time runs from 0 (data) to 1 (noise). */
public sealed interface DiffusionSpec {

  /**
   * Variance exploding: sigma^2(t) = (Sigma^(2t) - 1) / (2 ln Sigma).
   *
   * @param sigma Sigma, above 1
   */
  record VarianceExploding(double sigma) implements DiffusionSpec {}

  /**
   * Variance preserving with linear rate: alpha(t) = exp(-beta t^2 / 4).
   *
   * @param beta rate at t = 1
   */
  record VariancePreserving(double beta) implements DiffusionSpec {}

  /** Cosine: alpha(t) = cos(pi t / 2). */
  record Cosine() implements DiffusionSpec {}
}
