package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.batch.FieldSteps;
import org.fieldbeam.core.statistics.ChainMotion;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.MeanSums;
import org.fieldbeam.core.statistics.Significance;

/**
 * Chains are long enough to forget where they started. Over chains of n configurations the ratio of
 * the variance of a chain's mean to half the mean square difference of neighbours is at most that
 * of an autoregressive chain of the same tau_int, r (tau_int + 1/2), r = 2 tau_int/n for long
 * chains: for chains in detailed balance rho(t) = integral of lambda^t over a distribution of
 * lambda, 1/(1 - rho(1)) is at most tau_int + 1/2 and the variance of the mean grows less than in
 * proportion to tau_int, both by J. Jensen's inequality. Of R chains the ratio is compared, by an F
 * test with R - 1 degrees of freedom and half the number of pairs of neighbours, with that for a
 * tau_int of a quarter of all updates since the start, thermalization included, or of 2
 * configurations if that is more. The observables are even ones, for chains may keep the sign of M,
 * and the shape of configurations.
 *
 * <p>Of the field itself sites take the place of chains, so that a single chain is judged too: the
 * mean step d of {@link FieldSteps} implies a tau_int of 1/d - 1/2 or more, and 1/d is held against
 * tau_int + 1/2 by an F test with as many degrees of freedom as there are pairs of neighbours, in
 * the denominator pairs that differ, as if a field had a single site. Here tau_int is a quarter of
 * the chains' length, and of {@value Series#MANY_CHAINS} chains or more, whose spread gives the
 * errors, of all updates since the start. The chain that moves least is judged by itself as well,
 * of its pairs those that differ; its probability is multiplied by the number of chains.
 *
 * <p>The check fails where a larger ratio has a probability below 5e-8, in the worst of up to
 * twelve: a false alarm has probability 6e-7 for chains as short as these, and practically none for
 * longer ones. It does not judge where that is below 1e-3, nor where the field of all chains moves
 * less than it should, however likely.
 */
@AutoService(CheckKind.class)
public final class Mixing implements CheckKind {
  private static final String NAME = "mixing";
  private static final double FALSE_ALARM_EACH = Judgement.FALSE_ALARM / 12;

  /** What is less likely than this is not taken to be as it should. */
  private static final double DOUBT = 1e-3;

  private static final String OVER_SITES = "of |φ| over sites";

  /** Chains that are long, in units of tau_int. */
  private static final double LONG = 4;

  private static final double SHORT_TAU = 2;

  /** Deviations this small against a mean are rounding. */
  private static final double ROUNDING = 1e-12;

  @Override
  public About about() {
    return About.of(
            NAME,
            "Whether chains are long enough to forget where they started, by their means and by the steps of the field.")
        .withFormula(
            "variance of the chains' means / half their mean square step <= r (tau_int + 1/2), r = 2 tau_int/n");
  }

  @Override
  public int place() {
    return 120;
  }

  @Override
  public String suits() {
    return "all ensembles";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return List.of(NAME);
  }

  @Override
  public List<Check> judge(Findings findings) {
    return List.of(mixing(findings));
  }

  private static Check mixing(Findings findings) {
    long rows = findings.rows();
    long chains = MeanSums.chains(findings.meanSums());
    ChainMotion motion = MeanSums.motion(findings.meanSums());
    if (rows < Judgement.FEWEST_ROWS) {
      return notJudged(Judgement.tooFew(rows));
    }
    if (motion.pairs() == 0) {
      return notJudged("chains of one configuration each: nothing shows how they move");
    }
    List<Distance> distances = new ArrayList<>();
    if (chains > 1) {
      addObservables(distances, findings, motion);
    }
    if (motion.steps().moves() > 0) {
      addFields(distances, findings, motion);
    }
    if (distances.isEmpty()) {
      return notJudged(
          motion.moves() == 0
              ? "no configuration differs from the one before it"
              : chains > 1
                  ? "no observable fluctuates"
                  : "a single chain has no other to be compared with: start several");
    }
    Comparator<Distance> byChance = Comparator.comparingDouble(Distance::chance);
    Distance worst = distances.stream().min(byChance).orElseThrow();
    boolean failed = worst.chance() < FALSE_ALARM_EACH;
    if (!failed) {
      Optional<Distance> doubtful = distances.stream().filter(Distance::isDoubtful).min(byChance);
      if (doubtful.isPresent()) {
        return notJudged(doubtful.get() + "; it takes longer chains, or more of them, to judge");
      }
    }
    return Check.of(
        NAME,
        !failed,
        worst.chance(),
        FALSE_ALARM_EACH,
        failed
            ? worst
                + ": chains keep to where they started; use longer chains, thermalize longer, or"
                + " take larger steps"
            : worst.toString());
  }

  private static Check notJudged(String reason) {
    return Check.notJudged(NAME, FALSE_ALARM_EACH, reason);
  }

  /** How far the means of the chains lie apart. */
  private static void addObservables(
      List<Distance> distances, Findings findings, ChainMotion motion) {
    long chains = MeanSums.chains(findings.meanSums());
    double tau = Math.max(SHORT_TAU, motion.age() / LONG);
    double allowed = fraction(tau, findings.rows() / (double) chains) * (tau + 0.5);
    double degrees = Math.max(1, motion.pairs() / 2.0);
    for (Findings.Moving moving : findings.moving()) {
      double least = Math.pow(ROUNDING * moving.mean(), 2);
      if (moving.variance() > least) {
        double step = Math.max(moving.halfSquareStep(), least);
        double ratio = moving.varianceOfMeans() / step;
        double chance = Significance.tailOfF(ratio / allowed, chains - 1.0, degrees);
        distances.add(
            new Distance(
                "of the chains' means (" + moving.name() + ")",
                ratio,
                tau,
                allowed,
                chance,
                chance < DOUBT));
      }
    }
  }

  /** How far a field is from the one before it, of all chains and of the slowest. */
  private static void addFields(List<Distance> distances, Findings findings, ChainMotion motion) {
    long rows = findings.rows();
    long chains = MeanSums.chains(findings.meanSums());
    double length = chains < Series.MANY_CHAINS ? rows / (double) chains : motion.age();
    double tau = Math.max(SHORT_TAU, length / LONG);
    double allowed = tau + 0.5;
    ChainMotion.Steps all = motion.steps();
    double ratio = all.spreads() / all.squares();
    double pairs = all.pairs();
    double moves = all.moves();
    double chance = Significance.tailOfF(ratio / allowed, pairs, moves);
    distances.add(new Distance(OVER_SITES, ratio, tau, allowed, chance, ratio > allowed));
    if (chains > 1) {
      String where = OVER_SITES + ", in the slowest chain,";
      ratio = motion.slowest().ratioOfMoves();
      moves = motion.slowest().moves();
      chance = chains * Significance.tailOfF(ratio / allowed, moves, moves);
      distances.add(new Distance(where, ratio, tau, allowed, chance, chance < DOUBT));
    }
  }

  /**
   * A variance, in units of half the mean square step.
   *
   * @param of what it is the variance of
   * @param ratio the variance
   * @param tau longest tau_int of chains that are long enough
   * @param allowed what it is in such chains
   * @param chance probability of a larger one in such chains, or a bound of it
   * @param isDoubtful whether it is too large to be taken for one of such chains
   */
  private record Distance(
      String of, double ratio, double tau, double allowed, double chance, boolean isDoubtful) {
    @Override
    public String toString() {
      String size =
          Double.isInfinite(ratio)
              ? "and no step at all"
              : String.format(Locale.ROOT, "%.3g times half the mean square step", ratio);
      return String.format(
          Locale.ROOT,
          "variance %s %s from one configuration to the next; of chains of tau_int %.3g it is %.3g"
              + " times half that square at most",
          of,
          size,
          tau,
          allowed);
    }
  }

  /** The variance of the mean of an autoregressive chain, as a fraction of that of its values. */
  private static double fraction(double tau, double length) {
    double rho = (2 * tau - 1) / (2 * tau + 1);
    double lost = 2 * rho * (1 - StrictMath.pow(rho, length)) / (length * (1 - rho) * (1 - rho));
    return ((1 + rho) / (1 - rho) - lost) / length;
  }
}
