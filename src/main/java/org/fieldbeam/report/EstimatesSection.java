package org.fieldbeam.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fieldbeam.core.observable.Observable;
import org.fieldbeam.core.statistics.Agreement;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.check.DatasetCheck;
import org.fieldbeam.report.plot.Numbers;
import org.fieldbeam.report.plot.Table;
import org.fieldbeam.report.plot.Text;

/**
 * The tables of observables, one for each measure stage: value(error) per ensemble, tau_int, and
 * the pull to the first of the same lattice and action, with one probability for all of them.
 */
final class EstimatesSection {
  private static final double ROUNDING = 1e-9;

  /** A difference of this many combined standard errors is marked. */
  private static final double LARGE_PULL = 3;

  private EstimatesSection() {}

  static String render(
      List<RunData.Ensemble> measured, List<Observable> observables, List<DatasetCheck> checks) {
    // ensembles that are to be compared are measured together; others may have other actions
    Map<String, List<RunData.Ensemble>> measurements = new LinkedHashMap<>();
    for (RunData.Ensemble ensemble : measured) {
      measurements.computeIfAbsent(ensemble.measurement(), key -> new ArrayList<>()).add(ensemble);
    }
    StringBuilder out = new StringBuilder();
    measurements.forEach(
        (name, ensembles) -> {
          if (measurements.size() > 1) {
            out.append("<h3>").append(Text.escape(name)).append("</h3>\n");
          }
          out.append(table(ensembles, observables, checks));
        });
    return out.toString();
  }

  private static String table(
      List<RunData.Ensemble> ensembles, List<Observable> observables, List<DatasetCheck> checks) {
    List<String> headings = new ArrayList<>(List.of("observable"));
    ensembles.forEach(ensemble -> headings.add(ensemble.name()));
    Table table = new Table(headings);
    Set<String> names = new LinkedHashSet<>();
    ensembles.forEach(ensemble -> names.addAll(ensemble.estimates().keySet()));
    // averages of other lattices or actions have nothing to agree with
    Map<String, RunData.Ensemble> references = new LinkedHashMap<>();
    ensembles.forEach(ensemble -> references.putIfAbsent(ensemble.law(), ensemble));
    for (String observable : names) {
      List<String> cells = new ArrayList<>();
      cells.add(heading(observable, observables));
      for (RunData.Ensemble ensemble : ensembles) {
        RunData.Ensemble reference = references.get(ensemble.law());
        cells.add(
            cell(
                ensemble.estimates().get(observable),
                ensemble.exact().get(observable),
                reference.name().equals(ensemble.name())
                    ? null
                    : reference.estimates().get(observable)));
      }
      table.row(cells);
    }
    boolean compared = references.size() < ensembles.size();
    if (compared) {
      table.row(joint(ensembles, checks));
    }
    boolean known = ensembles.stream().anyMatch(ensemble -> !ensemble.exact().isEmpty());
    return "<p class=\"soft\">Value with one standard error in brackets; τ<sub>int</sub> in units of"
        + " stored configurations."
        + (known
            ? " Exact: the average that the action has, and how many standard errors it is off."
            : "")
        + (compared ? comparison(references.values()) : "")
        + "</p>\n"
        + table.render();
  }

  private static String comparison(Collection<RunData.Ensemble> references) {
    String first =
        references.size() == 1
            ? references.iterator().next().name()
            : "the first of the same lattice and action";
    return " Pull: distance to "
        + Text.escape(first)
        + " in combined standard errors, less where few configurations make these uncertain; marked"
        + " beyond "
        + Numbers.fixed(LARGE_PULL, 0)
        + ". Observables of one ensemble fluctuate together, so many pulls can be one fluctuation: the"
        + " joint probability is that of all of them together to differ as much by chance, and fails"
        + " below 10<sup>−4</sup>. Samples of a model are biased until they are corrected, and do not"
        + " fail by it; what was corrected, and every Markov chain, must agree.";
  }

  private static List<String> joint(List<RunData.Ensemble> ensembles, List<DatasetCheck> checks) {
    List<String> cells = new ArrayList<>(List.of("joint probability"));
    for (RunData.Ensemble ensemble : ensembles) {
      double probability = DatasetCheck.agreement(checks, ensemble.name());
      cells.add(Double.isNaN(probability) ? "–" : probability(probability));
    }
    return cells;
  }

  private static String probability(double p) {
    return "<span class=\"pull"
        + (p < Agreement.LEAST_PROBABILITY ? " large" : "")
        + "\">"
        + Numbers.significant(p, 2)
        + "</span>";
  }

  private static String heading(String name, List<Observable> table) {
    for (Observable observable : table) {
      if (observable.name().equals(name) && observable.isDerived()) {
        // the formula is one of names, of which phi4 is one
        return "<code>"
            + Text.escape(name)
            + "</code><span class=\"sub\"><code>"
            + Text.escape(name + " = " + observable.formula())
            + "</code></span>";
      } else if (observable.name().equals(name)) {
        return Text.html(Text.formula(observable.label()))
            + "<span class=\"sub\">"
            + Text.html(name + " = " + Text.formula(observable.formula()))
            + "</span>";
      }
    }
    return Text.escape(name);
  }

  private static String cell(Estimate estimate, Double exact, Estimate reference) {
    if (estimate == null) {
      return "–";
    }
    StringBuilder out = new StringBuilder("<span class=\"value\">");
    out.append(Text.escape(estimate.toString().replace('-', '−'))).append("</span>");
    out.append("<span class=\"sub\">τ<sub>int</sub> ");
    out.append(tau(estimate));
    if (exact != null) {
      out.append(" · exact ").append(Text.escape(Numbers.significant(exact, 6).replace('-', '−')));
      out.append(" (").append(score(estimate.pull(exact), "")).append(')');
    }
    if (reference != null) {
      out.append(" · ").append(score(estimate.score(reference), "pull "));
    }
    return out.append("</span>").toString();
  }

  private static String score(double pull, String word) {
    return "<span class=\"pull"
        + (Math.abs(pull) > LARGE_PULL ? " large" : "")
        + "\">"
        + word
        + (Double.isFinite(pull) ? Numbers.fixed(pull, 1) : "–")
        + "</span>";
  }

  static String tau(Estimate estimate) {
    // independent by construction: nothing but rounding errors is left of the error
    boolean exact = estimate.tauIntError() < ROUNDING;
    double tau = exact ? Math.rint(estimate.tauInt() / ROUNDING) * ROUNDING : estimate.tauInt();
    return Text.escape(Estimate.format(tau, exact ? 0 : estimate.tauIntError()))
        + (estimate.windowClosed() ? "" : " <span title=\"no window closed\">(open)</span>");
  }
}
