package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.angle.GaugeTorus;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.EnsembleTraits;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.observable.gauge.TopologicalSusceptibility;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.MeanSums;

/**
 * The topological charge of two-dimensional gauge theory moves, and has its exact susceptibility: a
 * chain that keeps to its sector passes every other check. Where Q^2 never changes along the
 * chains, that is compared with chains of the longest tau_int that {@link Mixing} allows, a quarter
 * of all updates since the start or 2 configurations if that is more: of N configurations N/(2
 * tau_int) are then independent, and all of them keep |Q| with the probability (sum_q P(|Q| =
 * q)^2)^(N/(2 tau_int)), P as {@link GaugeTorus} gives it. The check fails below 6e-7, and does not
 * judge above. Where Q^2 changes, its mean is held against the exact one at the bounds that all
 * checks have.
 */
@AutoService(CheckKind.class)
public final class Topology implements CheckKind {
  private static final String NAME = "topology";

  @Override
  public About about() {
    return About.of(
            NAME,
            "Whether the topological charge moves along the chains and has its exact susceptibility.")
        .withFormula("<Q^2> = sum_q q^2 P(q), P the exact distribution on the torus")
        .withSource("Albandea, Hernandez, Ramos and Romero-Lopez, arXiv 2106.14234");
  }

  @Override
  public int place() {
    return 125;
  }

  @Override
  public String suits() {
    return "ensembles of u1 in two dimensions";
  }

  @Override
  public List<String> names(EnsembleMeasurement measurement) {
    return torus(measurement.ensemble()).isPresent()
            && measurement.columns().contains(TopologicalSusceptibility.NAME)
        ? List.of(NAME)
        : List.of();
  }

  private static Optional<GaugeTorus> torus(EnsembleTraits ensemble) {
    return ensemble.action().real().flatMap(Action::gaugeTorus);
  }

  @Override
  public List<Check> judge(Findings findings) {
    GaugeTorus torus = torus(findings.ensemble()).orElseThrow();
    Findings.Moving moving =
        findings.moving().stream()
            .filter(m -> m.name().equals(TopologicalSusceptibility.NAME))
            .findFirst()
            .orElseThrow();
    OptionalInt estimate = findings.estimate(TopologicalSusceptibility.NAME);
    if (MeanSums.motion(findings.meanSums()).pairs() > 0 && !(moving.halfSquareStep() > 0)) {
      return List.of(frozen(findings, torus));
    }
    return List.of(
        Judgement.unlessDoubtful(
            Judgement.against(findings, estimate.orElseThrow(), NAME, torus.susceptibility())));
  }

  private static Check frozen(Findings findings, GaugeTorus torus) {
    double tau = Math.max(2, MeanSums.motion(findings.meanSums()).age() / 4);
    double independent = findings.rows() / (2 * tau);
    double chance = StrictMath.pow(keeping(torus), independent);
    String found =
        String.format(
            Locale.ROOT,
            "Q^2 changes in no chain, in %d configurations; %.3g of all should have Q = 0",
            findings.rows(),
            torus.probability(0));
    if (findings.rows() < Judgement.FEWEST_ROWS || chance >= Judgement.FALSE_ALARM) {
      return Check.notJudged(
          NAME, Judgement.FALSE_ALARM, found + "; it takes more configurations to judge");
    }
    return Check.of(
        NAME,
        false,
        chance,
        Judgement.FALSE_ALARM,
        found
            + ": the topology is frozen; use hmc with windings, the algorithm exact, or a smaller"
            + " beta");
  }

  /** The probability that two independent configurations have the same |Q|. */
  private static double keeping(GaugeTorus torus) {
    double zero = torus.probability(0);
    double same = zero * zero;
    double left = 1 - zero;
    for (int q = 1; left > 1e-12; q++) {
      double both = 2 * torus.probability(q);
      same += both * both;
      left -= both;
      if (both <= 0) {
        break;
      }
    }
    return same;
  }
}
