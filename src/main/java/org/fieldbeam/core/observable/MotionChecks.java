package org.fieldbeam.core.observable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.core.statistics.ChainMotion;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.MeanSums;
import org.fieldbeam.core.statistics.Significance;
import org.fieldbeam.core.statistics.SpreadSums;

/**
 * The checks of whether chains move: an ensemble that stays where it started agrees with itself,
 * whatever it is.
 *
 * <ul>
 *   <li>{@code acceptance}: at least a hundredth of the proposals are accepted. It takes {@value
 *       #FEWEST_ROWS} configurations to judge: of as many proposals of an algorithm that accepts
 *       three in four all are rejected with probability 1e-6, and of one that accepts every other
 *       1e-3.
 *   <li>{@code motion}: no chain has the same configuration throughout. Of R chains one stays where
 *       it is over t pairs of neighbours with the probability R prod_{i &lt; t} (k + 1 + i)/(n + 2
 *       + i), if k of n pairs of the other chains are the same and nothing else is known of how
 *       often that happens (P.-S. Laplace's rule of succession). Where no chain moves at all, that
 *       of chains that stay one time in ten is taken. The check fails below 6e-7; it does not judge
 *       where no chain moves and there are too few pairs to say, or fewer than {@value
 *       #FEWEST_ROWS} configurations.
 *   <li>{@code mixing}: chains are long enough to forget where they started. Over chains of n
 *       configurations the ratio of the variance of a chain's mean to half the mean square
 *       difference of neighbours is at most that of an autoregressive chain of the same tau_int, r
 *       (tau_int + 1/2), r = 2 tau_int/n for long chains: for chains in detailed balance rho(t) =
 *       integral of lambda^t over a distribution of lambda, 1/(1 - rho(1)) is at most tau_int + 1/2
 *       and the variance of the mean grows less than in proportion to tau_int, both by J. Jensen's
 *       inequality. Of R chains the ratio is compared, by an F test with R - 1 degrees of freedom
 *       and half the number of pairs of neighbours, with that for a tau_int of a quarter of all
 *       updates since the start, thermalization included, or of 2 configurations if that is more.
 *       The observables are even ones, for chains may keep the sign of M, and {@link
 *       Observable#shape}.
 *       <p>Of the field itself sites take the place of chains, so that a single chain is judged
 *       too: the mean step d of {@link FieldSteps} implies a tau_int of 1/d - 1/2 or more, and 1/d
 *       is held against tau_int + 1/2 by an F test with as many degrees of freedom as there are
 *       pairs of neighbours, in the denominator pairs that differ, as if a field had a single site.
 *       Here tau_int is a quarter of the chains' length, and of {@link SeriesChecks#MANY_CHAINS}
 *       chains or more, whose spread gives the errors, of all updates since the start. The chain
 *       that moves least is judged by itself as well, of its pairs those that differ; its
 *       probability is multiplied by the number of chains.
 *       <p>The check fails where a larger ratio has a probability below 5e-8, in the worst of up to
 *       twelve: a false alarm has probability 6e-7 for chains as short as these, and practically
 *       none for longer ones. It does not judge where that is below 1e-3, nor where the field of
 *       all chains moves less than it should, however likely.
 * </ul>
 */
final class MotionChecks {
  private static final double LEAST_ACCEPTANCE = 0.01;
  private static final long FEWEST_ROWS = EnsembleChecks.FEWEST_ROWS;
  private static final double FALSE_ALARM = 5.7e-7;
  private static final double FALSE_ALARM_EACH = FALSE_ALARM / 12;

  /** What is less likely than this is not taken to be as it should. */
  private static final double DOUBT = 1e-3;

  /** How often chains stay where they are, where none is known to move. */
  private static final double STAY = 0.1;

  private static final String MIXING = "mixing";
  private static final String OVER_SITES = "of |φ| over sites";

  /** Chains that are long, in units of tau_int. */
  private static final double LONG = 4;

  private static final double SHORT_TAU = 2;

  /** Deviations this small against a mean are rounding. */
  private static final double ROUNDING = 1e-12;

  private final double[] meanSums;
  private final double[] means;
  private final double[] spreadSums;
  private final List<Observable> observables;
  private final long rows;
  private final long chains;

  /**
   * Checks of an ensemble.
   *
   * @param meanSums joint sums of the first pass
   * @param spreadSums {@link SpreadSums} of the observables
   * @param observables means of primary quantities
   */
  MotionChecks(double[] meanSums, double[] spreadSums, List<Observable> observables) {
    this.meanSums = meanSums;
    this.means = MeanSums.means(meanSums);
    this.spreadSums = spreadSums;
    this.observables = observables;
    rows = MeanSums.rows(meanSums);
    chains = MeanSums.chains(meanSums);
  }

  /**
   * The check of the fraction of proposals that was accepted.
   *
   * @param acceptance mean over all configurations
   */
  Check acceptance(double acceptance) {
    String name = "acceptance";
    String found =
        acceptance == 0
            ? "no proposal was accepted"
            : String.format(Locale.ROOT, "%.3g of the proposals were accepted", acceptance);
    if (rows < FEWEST_ROWS) {
      return Check.notJudged(name, LEAST_ACCEPTANCE, found + "; " + tooFew());
    }
    boolean passed = acceptance >= LEAST_ACCEPTANCE;
    return Check.of(
        name,
        passed,
        acceptance,
        LEAST_ACCEPTANCE,
        passed
            ? found
            : found
                + ": the chains do not move; take smaller steps (shorter trajectories or more steps of"
                + " HMC, a smaller width of Metropolis)");
  }

  /** The check that no chain stays where it is. */
  Check motion() {
    String name = "motion";
    ChainMotion motion = MeanSums.motion(meanSums);
    if (motion.pairs() == 0) {
      return Check.notJudged(
          name, FALSE_ALARM, "chains of one configuration each: nothing shows whether they move");
    }
    if (rows < FEWEST_ROWS) {
      return Check.notJudged(name, FALSE_ALARM, tooFew());
    }
    if (motion.frozen() == 0) {
      return Check.of(name, true, 1, FALSE_ALARM, "every chain moves");
    }
    String found =
        String.format(
            Locale.ROOT,
            "%d of %d chains have the same configuration throughout, the longest of them %d times",
            motion.frozen(),
            chains,
            motion.longestFrozen() + 1);
    double chance;
    if (motion.moves() > 0) {
      long others = motion.pairs() - motion.frozenPairs();
      chance = chains * staying(others - motion.moves(), others, motion.longestFrozen());
    } else {
      chance = StrictMath.pow(STAY, (double) motion.pairs());
      if (chance >= FALSE_ALARM) {
        return Check.notJudged(name, FALSE_ALARM, found + ", which are too few to judge");
      }
    }
    boolean passed = chance >= FALSE_ALARM;
    return Check.of(
        name,
        passed,
        Math.min(1, chance),
        FALSE_ALARM,
        passed
            ? found + ", as happens by chance"
            : found + ": they do not move; look for what keeps them, or take smaller steps");
  }

  private String tooFew() {
    return EnsembleChecks.tooFew(rows);
  }

  /** The probability of staying {@code times} times, after {@code stays} of {@code pairs}. */
  private static double staying(long stays, long pairs, long times) {
    double probability = 1;
    for (long i = 0; i < times && probability > Double.MIN_NORMAL; i++) {
      probability *= (stays + 1.0 + i) / (pairs + 2.0 + i);
    }
    return probability;
  }

  /** The check that chains forget where they started. */
  Check mixing() {
    ChainMotion motion = MeanSums.motion(meanSums);
    if (rows < FEWEST_ROWS) {
      return mixingNotJudged(tooFew());
    }
    if (motion.pairs() == 0) {
      return mixingNotJudged("chains of one configuration each: nothing shows how they move");
    }
    List<Distance> distances = new ArrayList<>();
    if (chains > 1) {
      addObservables(distances, motion);
    }
    if (motion.steps().moves() > 0) {
      addFields(distances, motion);
    }
    if (distances.isEmpty()) {
      return mixingNotJudged(
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
        return mixingNotJudged(
            doubtful.get() + "; it takes longer chains, or more of them, to judge");
      }
    }
    return Check.of(
        MIXING,
        !failed,
        worst.chance(),
        FALSE_ALARM_EACH,
        failed
            ? worst
                + ": chains keep to where they started; use longer chains, thermalize longer, or"
                + " take larger steps"
            : worst.toString());
  }

  private static Check mixingNotJudged(String reason) {
    return Check.notJudged(MIXING, FALSE_ALARM_EACH, reason);
  }

  /** How far the means of the chains lie apart. */
  private void addObservables(List<Distance> distances, ChainMotion motion) {
    double tau = Math.max(SHORT_TAU, motion.age() / LONG);
    double allowed = fraction(tau, rows / (double) chains) * (tau + 0.5);
    double degrees = Math.max(1, motion.pairs() / 2.0);
    for (int q = 0; q < observables.size(); q++) {
      double least = Math.pow(ROUNDING * means[observables.get(q).primary()], 2);
      if (SpreadSums.variance(spreadSums, q) > least) {
        double step = Math.max(SpreadSums.halfSquareStep(spreadSums, q), least);
        double ratio = SpreadSums.varianceOfMeans(spreadSums, q) / step;
        double chance = Significance.tailOfF(ratio / allowed, chains - 1.0, degrees);
        distances.add(
            new Distance(
                "of the chains' means (" + observables.get(q).name() + ")",
                ratio,
                tau,
                allowed,
                chance,
                chance < DOUBT));
      }
    }
  }

  /** How far a field is from the one before it, of all chains and of the slowest. */
  private void addFields(List<Distance> distances, ChainMotion motion) {
    double length = chains < SeriesChecks.MANY_CHAINS ? rows / (double) chains : motion.age();
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
