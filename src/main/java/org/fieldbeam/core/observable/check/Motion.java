package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.statistics.ChainMotion;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.MeanSums;

/**
 * No chain has the same configuration throughout: an ensemble that stays where it started agrees
 * with itself, whatever it is. Of R chains one stays where it is over t pairs of neighbours with
 * the probability R prod_{i &lt; t} (k + 1 + i)/(n + 2 + i), if k of n pairs of the other chains
 * are the same and nothing else is known of how often that happens (P.-S. Laplace's rule of
 * succession). Where no chain moves at all, that of chains that stay one time in ten is taken. The
 * check fails below 6e-7; it does not judge where no chain moves and there are too few pairs to
 * say, or fewer than {@value Judgement#FEWEST_ROWS} configurations.
 */
@AutoService(CheckKind.class)
public final class Motion implements CheckKind {
  private static final String NAME = "motion";

  /** How often chains stay where they are, where none is known to move. */
  private static final double STAY = 0.1;

  @Override
  public About about() {
    return About.of(NAME, "Whether no chain has the same configuration throughout.")
        .withFormula(
            "R prod_(i<t) (k + 1 + i)/(n + 2 + i) >= 6e-7 for the longest of R chains that stays, over t pairs; k of n pairs of the others do")
        .withSource("Laplace's rule of succession");
  }

  @Override
  public int place() {
    return 110;
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
    return List.of(motion(findings));
  }

  private static Check motion(Findings findings) {
    long chains = MeanSums.chains(findings.meanSums());
    ChainMotion motion = MeanSums.motion(findings.meanSums());
    if (motion.pairs() == 0) {
      return Check.notJudged(
          NAME,
          Judgement.FALSE_ALARM,
          "chains of one configuration each: nothing shows whether they move");
    }
    if (findings.rows() < Judgement.FEWEST_ROWS) {
      return Check.notJudged(NAME, Judgement.FALSE_ALARM, Judgement.tooFew(findings.rows()));
    }
    if (motion.frozen() == 0) {
      return Check.of(NAME, true, 1, Judgement.FALSE_ALARM, "every chain moves");
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
      if (chance >= Judgement.FALSE_ALARM) {
        return Check.notJudged(NAME, Judgement.FALSE_ALARM, found + ", which are too few to judge");
      }
    }
    boolean passed = chance >= Judgement.FALSE_ALARM;
    return Check.of(
        NAME,
        passed,
        Math.min(1, chance),
        Judgement.FALSE_ALARM,
        passed
            ? found + ", as happens by chance"
            : found + ": they do not move; look for what keeps them, or take smaller steps");
  }

  /** The probability of staying {@code times} times, after {@code stays} of {@code pairs}. */
  private static double staying(long stays, long pairs, long times) {
    double probability = 1;
    for (long i = 0; i < times && probability > Double.MIN_NORMAL; i++) {
      probability *= (stays + 1.0 + i) / (pairs + 2.0 + i);
    }
    return probability;
  }
}
