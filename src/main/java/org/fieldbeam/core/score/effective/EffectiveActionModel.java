package org.fieldbeam.core.score.effective;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.fourier.MomentumOrbits;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.core.schedule.FlowSteps;
import org.fieldbeam.core.schedule.TimeLadder;
import org.fieldbeam.core.score.LevelModel;
import org.fieldbeam.core.score.Prior;
import org.fieldbeam.core.score.operator.Operator;
import org.fieldbeam.core.score.operator.ZeroModeMixture;

/**
 * A fitted effective-action score: everything that is needed to evaluate it, sample from it and
 * judge it.
 *
 * <p>At level 0 it is the clean action; at level i of the ladder {@code S = 1/2 sum_k A_k |phi_k|^2
 * + c_0 U(m) + sum_j c_j O_j}, see {@link LevelFit} and {@link Operator}. Instances are immutable;
 * {@link #score} and {@link #prior} give evaluators for one thread each.
 */
public final class EffectiveActionModel implements LevelModel {
  private static final long serialVersionUID = 1L;

  /** Name of the zero-mode potential among the coefficients. */
  public static final String ZERO_MODE = "zeroMode";

  private final Action action;
  private final MomentumOrbits orbits;
  private final TimeLadder ladder;
  private final double[] spectrum;
  private final double meanSquareM;
  private final ZeroModeMixture mixture;
  private final List<String> operators;
  private final List<LevelFit> levels;
  private final TreeMap<String, Object> training;
  private FlowSteps flow;

  /**
   * Puts a model together.
   *
   * @param action the clean action, level 0
   * @param ladder the noise levels
   * @param spectrum C_k of the clean ensemble per momentum orbit
   * @param meanSquareM {@code <m_0^2>}
   * @param mixture the zero-mode mixture
   * @param operators names of the operators, in the order of the coefficients
   * @param levels the fits of levels 1 to N
   * @param training how it was trained: strings, numbers and booleans by name
   * @throws IllegalArgumentException if the parts do not fit together
   */
  public EffectiveActionModel(
      Action action,
      TimeLadder ladder,
      double[] spectrum,
      double meanSquareM,
      ZeroModeMixture mixture,
      List<String> operators,
      List<LevelFit> levels,
      Map<String, Object> training) {
    this.action = action;
    this.orbits = new MomentumOrbits(action.lattice());
    this.ladder = ladder;
    this.spectrum = spectrum.clone();
    this.meanSquareM = meanSquareM;
    this.mixture = mixture;
    this.operators = new ArrayList<>(operators);
    this.levels = new ArrayList<>(levels);
    this.training = new TreeMap<>(training);
    Operator.parseAll(operators, action.lattice());
    require("spectrum", orbits.count(), spectrum.length);
    require("levels", ladder.levels(), levels.size());
    for (int i = 0; i < levels.size(); i++) {
      require("quadratic of level " + (i + 1), orbits.count(), levels.get(i).quadratic().length);
      require(
          "coefficients of level " + (i + 1),
          operators.size() + 1,
          levels.get(i).coefficients().length);
      require(
          "meanSquaredScore of level " + (i + 1),
          orbits.count(),
          levels.get(i).meanSquaredScore().length);
      if (levels.get(i).tau() != ladder.tau(i + 1)) {
        throw new IllegalArgumentException(
            "Effective-action model: tau of level "
                + (i + 1)
                + " must be that of the ladder, "
                + ladder.tau(i + 1)
                + ", given "
                + levels.get(i).tau());
      }
    }
    if (!(meanSquareM > 0) || Double.isInfinite(meanSquareM)) {
      throw new IllegalArgumentException(
          "Effective-action model: <m_0^2> must be positive and finite, given " + meanSquareM);
    }
  }

  private static void require(String what, int needed, int given) {
    if (needed != given) {
      throw new IllegalArgumentException(
          "Effective-action model: " + what + " must have " + needed + " entries, given " + given);
    }
  }

  /** The lattice. */
  public Lattice lattice() {
    return action.lattice();
  }

  /** The clean action, known or fitted: the target of the samplers. */
  @Override
  public Action action() {
    return action;
  }

  @Override
  public TimeLadder ladder() {
    return ladder;
  }

  /** The momentum orbits of the lattice. */
  public MomentumOrbits orbits() {
    return orbits;
  }

  /** C_k of the clean ensemble per orbit. */
  public double[] spectrum() {
    return spectrum.clone();
  }

  /** {@code <m_0^2>}, m the volume average of the clean field. */
  public double meanSquareM() {
    return meanSquareM;
  }

  /** The distribution of m in the clean ensemble. */
  public ZeroModeMixture zeroModeMixture() {
    return mixture;
  }

  /** Names of the operators, in the order of the coefficients after the zero-mode potential's. */
  public List<String> operators() {
    return Collections.unmodifiableList(operators);
  }

  /** The fits of levels 1 to N. */
  public List<LevelFit> levels() {
    return Collections.unmodifiableList(levels);
  }

  /**
   * The same model with the steps of the flow that it has been fitted for.
   *
   * @throws IllegalArgumentException if its ladder lacks levels that they need
   */
  public EffectiveActionModel withFlow(FlowSteps steps) {
    steps.stride(ladder.levels());
    return with(levels, training, steps);
  }

  private EffectiveActionModel with(
      List<LevelFit> changed, Map<String, Object> notes, FlowSteps steps) {
    EffectiveActionModel copy =
        new EffectiveActionModel(
            action, ladder, spectrum, meanSquareM, mixture, operators, changed, notes);
    copy.flow = steps;
    return copy;
  }

  /**
   * The same model with other coefficients.
   *
   * @param changed levels 1 to N
   * @throws IllegalArgumentException if they do not fit the model
   */
  public EffectiveActionModel withLevels(List<LevelFit> changed) {
    return with(changed, training, flow);
  }

  /** The same model with a further note about its training: strings, numbers, booleans, lists. */
  public EffectiveActionModel withNote(String name, Object value) {
    Map<String, Object> notes = new TreeMap<>(training);
    notes.put(name, value);
    return with(levels, notes, flow);
  }

  @Override
  public Optional<FlowSteps> flow() {
    return Optional.ofNullable(flow);
  }

  @Override
  public Map<String, Object> training() {
    return Collections.unmodifiableMap(training);
  }

  @Override
  public EffectiveActionScore score() {
    return new EffectiveActionScore(this);
  }

  @Override
  public Prior prior() {
    return new SpectralPrior(orbits, spectrum, mixture, ladder.end());
  }

  /** The model as maps, lists, numbers and strings, as its JSON file holds it. */
  public Map<String, Object> toMap() {
    return EffectiveActionFormat.write(this);
  }

  /**
   * Reads what {@link #toMap} wrote.
   *
   * @throws IllegalArgumentException if a key is missing, unknown or of the wrong type: names it
   */
  public static EffectiveActionModel fromMap(Map<String, ?> map) {
    return EffectiveActionFormat.read(new LinkedHashMap<>(map));
  }
}
