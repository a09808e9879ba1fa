package org.fieldbeam.core.markov.deformed;

import static org.fieldbeam.grammar.Key.required;
import static org.fieldbeam.grammar.Key.withDefault;

import com.google.auto.service.AutoService;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.LatticeAction;
import org.fieldbeam.core.diffusion.LangevinScoreModel;
import org.fieldbeam.core.exact.LangevinScore;
import org.fieldbeam.core.exact.SiteLaw;
import org.fieldbeam.core.markov.Algorithm;
import org.fieldbeam.core.markov.AlgorithmKind;
import org.fieldbeam.core.markov.MarkovChains;
import org.fieldbeam.core.markov.Parameters;
import org.fieldbeam.core.markov.Start;
import org.fieldbeam.core.markov.TakesScore;
import org.fieldbeam.core.schedule.TimeScore;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Type.Choice;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.fieldbeam.grammar.Value;

/**
 * Deformed stochastic quantisation (Fukushima and Kamata, arXiv 2411.11297, eqs. 37 and 38): with
 * p_tau the law of the Langevin equation at time tau from N(0,1), all equations
 *
 * <pre>  dphi = [-dS/dphi - (1 - lambda^2) d log p_tau / dphi] dtau + lambda sqrt(2) dW</pre>
 *
 * <p>have this same law at every tau. lambda = 1 is the Langevin equation; lambda = 0 is an
 * ordinary differential equation, which carries each starting point to a point of exp(-S) and, once
 * p_tau has become stationary, rests. It forgets no error, of its first steps nor of the score: all
 * are integrated by Heun's scheme, which for additive noise is of second order in expectation
 * values. The toy S = -4 x^2 + x^4 at lambda = 0 and tau = 1 has Var x^2 too large by 5e-4 at eps =
 * 1/256, by 3e-5 at 1/1024.
 *
 * <p>An explicit scheme runs away where the step is too large for the drift in the tails of N(0,1);
 * that is an error.
 *
 * @param step the step eps in Langevin time
 * @param lambda the strength of the noise, from 0 to 1
 * @param score the score of p_tau by Langevin time; null for the exact one ({@link LangevinScore})
 */
public record DeformedLangevin(double step, double lambda, TimeScore score)
    implements Algorithm, TakesScore {

  /** The name in pipeline files. */
  public static final String NAME = "deformedLangevin";

  /** Steps of the law of the exact score per update; its error is then far below Heun's. */
  private static final int SUBSTEPS = 2;

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException if the step is not positive and finite, or lambda is outside
   *     [0, 1]
   */
  public DeformedLangevin {
    Parameters.requirePositive(NAME, "step", step);
    if (!(lambda >= 0 && lambda <= 1)) {
      throw new IllegalArgumentException(
          "algorithm deformedLangevin: lambda is " + lambda + "; allowed: 0 to 1");
    }
  }

  @Override
  public boolean needsHotStart() {
    return true;
  }

  @Override
  public Optional<TakesScore> takesScore() {
    return Optional.of(this);
  }

  @Override
  public DeformedLangevin withScore(TimeScore other) {
    return new DeformedLangevin(step, lambda, other);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public SortedMap<String, Object> parameters() {
    return new TreeMap<>(
        Map.of("step", step, "lambda", lambda, "score", score == null ? "exact" : "learned"));
  }

  @Override
  public void requireSuited(Action action) {
    action.layout().requireScalar("algorithm deformedLangevin: the law of its trajectories");
    if (score == null) {
      SiteLaw.require(action);
    }
  }

  /**
   * Starts a batch of chains.
   *
   * @throws IllegalArgumentException if the chains do not begin hot, where p_tau does, if the score
   *     is one of another lattice, or there is none and the action couples neighbouring sites
   */
  @Override
  public MarkovChains start(
      Action action, Start start, long seed, String purpose, long firstChain, int batch) {
    if (!start.isHot() && start.step() == 0) {
      throw new IllegalArgumentException(
          "algorithm deformedLangevin: its score is that of trajectories from N(0,1); allowed: a"
              + " hot start");
    }
    return new DeformedLangevinChains(
        this, action, evaluator(action), start, seed, purpose, firstChain, batch);
  }

  @Override
  public void requireScore(Action action, double updates, Action learned, double known) {
    double end = updates * step;
    if (!learned.description().equals(action.description())
        || !learned.layout().equals(action.layout())
        || !LangevinScoreModel.covers(end, known)) {
      throw new IllegalArgumentException(
          "the learned score is one of "
              + learned
              + " up to the Langevin time "
              + known
              + ", the trajectories are of "
              + action
              + " up to "
              + end
              + "; needed: the same action and lattice, and a score learned from trajectories as"
              + " long");
    }
  }

  private TimeScore evaluator(Action action) {
    if (score == null) {
      return LangevinScore.of(action, step / SUBSTEPS);
    }
    if (!score.layout().equals(action.layout())) {
      throw new IllegalArgumentException(
          "algorithm deformedLangevin: the score is one of "
              + score.layout()
              + ", the action one of "
              + action.layout());
    }
    return score.newEvaluator();
  }

  /** The kind of this algorithm. */
  @AutoService(AlgorithmKind.class)
  public static final class OfFiles implements AlgorithmKind {
    @Override
    public About about() {
      return About.of(
              NAME,
              "Deformed stochastic quantisation from a hot start, by Heun's scheme.",
              Fields.of(
                  required("step", Real.positive(), "Time step."),
                  required("lambda", new Real(0, true, 1, true), "Strength of the noise."),
                  withDefault(
                      "score",
                      Choice.of(
                          Option.word("exact", "Of the exact law in continuous time."),
                          new Option(
                              "learned",
                              Type.REFERENCE,
                              "A model of train: {model: langevinScore}.")),
                      "exact",
                      "The score of the law of the Langevin equation at each time.")))
          .withFormula("dphi = [-dS/dphi - (1 - lambda^2) grad log p] dt + lambda sqrt(2) dW")
          .withSource("Fukushima and Kamata, arXiv 2411.11297");
    }

    @Override
    public Optional<String> bias() {
      return AlgorithmKind.biasOfSteps();
    }

    /** At lambda = 1 the law that all lambda share is that of an undeformed equation. */
    @Override
    public OptionalDouble langevinStep(Map<?, ?> parameters) {
      return Parameters.find(parameters, "lambda").orElse(0) == 1
          ? Parameters.find(parameters, "step")
          : OptionalDouble.empty();
    }

    @Override
    public String suits() {
      return "actions without hopping; by a learned score all actions of real fields";
    }

    /** A learned score is read where the chains run. */
    @Override
    public Algorithm algorithm(Value parameters, LatticeAction action) {
      return new DeformedLangevin(
          parameters.get("step").real(), parameters.get("lambda").real(), null);
    }
  }
}
