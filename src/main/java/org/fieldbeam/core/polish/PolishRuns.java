package org.fieldbeam.core.polish;

import java.util.Arrays;
import java.util.List;
import org.fieldbeam.core.diffusion.ProbabilityFlow;
import org.fieldbeam.core.fourier.BatchFft;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.fourier.PackedField;
import org.fieldbeam.core.fourier.PackedRows;
import org.fieldbeam.core.fourier.PackedSums;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.FlowIntegrator;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.score.effective.EffectiveActionModel;
import org.fieldbeam.core.score.effective.EffectiveActionScore;
import org.fieldbeam.core.score.operator.NoiseLevel;
import org.fieldbeam.core.score.operator.Operator;
import org.fieldbeam.core.score.operator.OperatorBasis;
import org.fieldbeam.core.score.operator.ScoreScratch;
import org.fieldbeam.core.score.operator.WhiteModes;
import org.fieldbeam.core.score.operator.ZeroModePotential;

/**
 * Runs of the flow of a model, and how their log weights answer to its coefficients.
 *
 * <p>A change dc_a(tau) of the coefficient of O_a changes the log weight of a run by {@code - sum
 * dc_a R_a} to first order, the sum over the evaluations of the flow with their weights in tau,
 * {@code R_a = [Laplacian O_a - grad O_a . grad S] / 2}. With dc_a a sum of Chebyshev polynomials
 * of the level that is {@code - beta . X}, X of each run.
 *
 * <p>An instance holds scratch memory and serves one thread.
 */
public final class PolishRuns {
  /** Of so many blocks one enters the Gram matrix of the gradients. */
  private static final int GRAM_BLOCKS = 8;

  /** Runs of a task of a distributed polish, or as many as go through the flow together. */
  public static final int TASK = 256;

  private final PolishTerms terms;
  private final ProbabilityFlow flow;
  private final BatchFft fft;
  private final ScoreScratch scratch;
  private final PackedSums sums;
  private final Level[] levels;
  private final double[][] ones;
  private final double[][][] hats;
  private final PackedField phi;
  private final PackedField force;
  private final PackedField[] gradients;
  private final double[][] laplacians;
  private final double[] dot;

  private double[] answers;
  private double[] gram;
  private boolean inGram;

  /** What is prepared once per level. */
  private record Level(
      OperatorBasis basis, double[][] root, double[][] precision, double[] polynomials) {}

  /**
   * Prepares runs.
   *
   * @param model the model, which is to have levels for its flow, or for rk4
   */
  public PolishRuns(EffectiveActionModel model) {
    terms = new PolishTerms(model);
    flow = flow(model);
    EffectiveActionScore score = model.score();
    fft = score.fft();
    scratch = new ScoreScratch(fft);
    sums = new PackedSums(fft);
    MomentumOrbits orbits = model.orbits();
    levels = new Level[model.ladder().levels() + 1];
    List<Operator> operators = Operator.parseAll(model.operators(), model.lattice());
    for (int level = 1; level < levels.length; level++) {
      double tau = model.ladder().tau(level);
      WhiteModes white = score.white(level);
      levels[level] =
          new Level(
              new OperatorBasis(
                  new NoiseLevel(orbits, tau, model.spectrum(), model.meanSquareM()),
                  operators,
                  new ZeroModePotential(model.zeroModeMixture(), tau),
                  fft),
              fft.kernelRows(orbits, white.root()),
              fft.kernelRows(orbits, white.precision()),
              terms.polynomials(level));
    }
    double[] one = new double[orbits.count()];
    Arrays.fill(one, 1);
    ones = fft.kernelRows(orbits, one);
    hats = new double[terms.hats().length][][];
    for (int h = 0; h < hats.length; h++) {
      hats[h] = fft.kernelRows(orbits, terms.hats()[h]);
    }
    phi = fft.newMomentum();
    force = fft.newMomentum();
    gradients = new PackedField[terms.terms()];
    for (int a = 0; a < gradients.length; a++) {
      gradients[a] = fft.newMomentum();
    }
    laplacians = new double[terms.terms()][fft.fields()];
    dot = new double[fft.fields()];
  }

  static ProbabilityFlow flow(EffectiveActionModel model) {
    FlowSteps steps =
        model.flow().orElseGet(() -> FlowSteps.finest(FlowIntegrator.RK4, model.ladder().levels()));
    return new ProbabilityFlow(model.score(), model.prior(), model.action(), steps);
  }

  /** Runs of a task on a lattice: whole blocks of {@link #block}. */
  public static int task(Lattice lattice) {
    return Math.max(TASK, block(lattice));
  }

  /** Runs that are made together; ranges of runs should begin at multiples of it. */
  public static int block(Lattice lattice) {
    return 2 * BatchFft.preferredWidth(lattice);
  }

  /**
   * Makes runs.
   *
   * @param seed seed of the run
   * @param purpose what the numbers are for
   * @param first index of the first
   * @param count how many
   * @param answers whether to work out X and the Gram matrix, too
   * @return see {@link Runs}
   */
  public Runs run(long seed, String purpose, long first, int count, boolean answers) {
    int block = fft.fields();
    int unknowns = answers ? terms.unknowns() : 0;
    double[] logWeights = new double[count];
    double[][] x = new double[count][unknowns];
    gram = new double[answers ? Runs.gramSize(unknowns) : 0];
    int inGramTotal = 0;
    double[] fields = new double[flow.layout().size() * block];
    double[] weights = new double[block];
    flow.watchedBy(answers ? this::evaluated : null);
    for (int from = 0; from < count; from += block) {
      int size = Math.min(block, count - from);
      this.answers = new double[unknowns * block];
      inGram = size == block && (first + from) / block % GRAM_BLOCKS == 0;
      try {
        flow.sample(seed, purpose, first + from, size, fields, null, weights);
      } catch (ArithmeticException e) {
        Arrays.fill(weights, Double.NaN); // a finding, see Runs
      }
      inGramTotal += answers && inGram ? block : 0;
      for (int b = 0; b < size; b++) {
        logWeights[from + b] = weights[b];
        for (int u = 0; u < unknowns; u++) {
          x[from + b][u] = this.answers[u * block + b];
        }
      }
    }
    return new Runs(logWeights, x, gram, inGramTotal);
  }

  private void evaluated(int level, double weight, PackedField y, PackedField slope) {
    Level at = levels[level];
    int block = fft.fields();
    PackedRows.multiply(at.root, y, phi);
    // grad S = root slope + precision phi
    PackedRows.multiply(at.root, slope, force);
    PackedRows.addMultiplied(at.precision, phi, force);
    int operators = terms.operators();
    at.basis.gradients(
        phi, Arrays.copyOf(gradients, operators), Arrays.copyOf(laplacians, operators), scratch);
    MomentumOrbits orbits = terms.model().orbits();
    for (int h = 0; h < terms.hats().length; h++) {
      PackedRows.multiply(hats[h], phi, gradients[operators + h]);
      Arrays.fill(laplacians[operators + h], orbits.sum(terms.hats()[h]));
    }
    for (int a = 0; a < gradients.length; a++) {
      Arrays.fill(dot, 0);
      sums.addBilinear(ones, gradients[a], force, 1, dot);
      for (int n = 0; n < at.polynomials.length; n++) {
        double factor = -0.5 * weight * at.polynomials[n];
        int to = (a * at.polynomials.length + n) * block;
        for (int b = 0; b < block; b++) {
          answers[to + b] += factor * (laplacians[a][b] - dot[b]);
        }
      }
    }
    if (inGram) {
      addGram(at.polynomials, -weight);
    }
  }

  /** Adds the products of gradients, of all fields, to the lower triangle of the Gram matrix. */
  private void addGram(double[] polynomials, double weight) {
    int count = polynomials.length;
    for (int a = 0; a < gradients.length; a++) {
      for (int b = 0; b <= a; b++) {
        Arrays.fill(dot, 0);
        sums.addBilinear(ones, gradients[a], gradients[b], weight, dot);
        double product = Arrays.stream(dot).sum();
        for (int n = 0; n < count; n++) {
          int row = a * count + n;
          for (int m = 0; m < count && b * count + m <= row; m++) {
            gram[row * (row + 1) / 2 + b * count + m] += product * polynomials[n] * polynomials[m];
          }
        }
      }
    }
  }
}
