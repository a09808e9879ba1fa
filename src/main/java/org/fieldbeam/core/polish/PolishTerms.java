package org.fieldbeam.core.polish;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.LevelFit;

/**
 * The coefficients that a polish moves: those of the operators, of the zero-mode potential, and A_k
 * as hat functions of log C_k; each as Chebyshev polynomials of the level.
 */
final class PolishTerms {
  private static final int HATS = 6;

  /** Chebyshev polynomials of the level, at most. */
  private static final int POLYNOMIALS = 6;

  private final EffectiveActionModel model;
  private final int polynomials;
  private final double[][] hats;

  PolishTerms(EffectiveActionModel model) {
    this.model = model;
    this.polynomials = Math.min(POLYNOMIALS, model.ladder().levels());
    this.hats = hats(model.spectrum());
  }

  /** The most terms of a model with so many operators. */
  static int mostTerms(int operators) {
    return operators + 1 + HATS;
  }

  /** The most unknowns of a model with so many operators and levels. */
  static int mostUnknowns(int operators, int levels) {
    return mostTerms(operators) * Math.min(POLYNOMIALS, levels);
  }

  /** Weights of every orbit; the zero momentum, which has terms of its own, is in none of them. */
  private static double[][] hats(double[] spectrum) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int o = 1; o < spectrum.length; o++) {
      double log = StrictMath.log(spectrum[o]);
      low = Math.min(low, log);
      high = Math.max(high, log);
    }
    int count =
        high - low > 1e-9 ? Math.min(HATS, spectrum.length - 1) : Math.min(1, spectrum.length - 1);
    double[][] hats = new double[count][spectrum.length];
    for (int o = 1; o < spectrum.length; o++) {
      double at = count == 1 ? 0 : (StrictMath.log(spectrum[o]) - low) / (high - low) * (count - 1);
      for (int h = 0; h < count; h++) {
        hats[h][o] = Math.max(0, 1 - Math.abs(at - h));
      }
    }
    return hats;
  }

  EffectiveActionModel model() {
    return model;
  }

  /** Number of operators, the zero-mode potential, which is the last of them, included. */
  int operators() {
    return model.operators().size() + 1;
  }

  double[][] hats() {
    return hats;
  }

  /** Operators and hats. */
  int terms() {
    return operators() + hats.length;
  }

  int polynomials() {
    return polynomials;
  }

  /** Number of unknowns: number {@code term * polynomials() + n}. */
  int unknowns() {
    return terms() * polynomials;
  }

  /** Chebyshev polynomials at a level, in {@code x = 2 i/N - 1}. */
  double[] polynomials(int level) {
    double x = 2.0 * level / model.ladder().levels() - 1;
    double[] values = new double[polynomials];
    for (int n = 0; n < polynomials; n++) {
      values[n] = n == 0 ? 1 : n == 1 ? x : 2 * x * values[n - 1] - values[n - 2];
    }
    return values;
  }

  /** The model with its coefficients moved. */
  EffectiveActionModel moved(double[] beta) {
    List<LevelFit> levels = new ArrayList<>();
    for (int level = 1; level <= model.ladder().levels(); level++) {
      LevelFit fit = model.levels().get(level - 1);
      double[] values = polynomials(level);
      double[] move = new double[terms()];
      for (int term = 0; term < move.length; term++) {
        for (int n = 0; n < polynomials; n++) {
          move[term] += beta[term * polynomials + n] * values[n];
        }
      }
      double[] c = fit.coefficients();
      c[0] += move[operators() - 1]; // the model has the potential first
      for (int j = 1; j < c.length; j++) {
        c[j] += move[j - 1];
      }
      double[] quadratic = fit.quadratic();
      for (int h = 0; h < hats.length; h++) {
        for (int o = 0; o < quadratic.length; o++) {
          quadratic[o] += hats[h][o] * move[operators() + h];
        }
      }
      levels.add(
          new LevelFit(
              fit.tau(),
              quadratic,
              c,
              fit.meanSquaredScore(),
              fit.meanCurvature(),
              fit.diagnostics()));
    }
    return model.withLevels(levels);
  }
}
