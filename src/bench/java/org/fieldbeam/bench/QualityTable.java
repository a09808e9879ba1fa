package org.fieldbeam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.storage.JsonObject;

/**
 * What the runs of {@code pipelines/quality} reached: effective sample size and acceptance of the
 * proposals beside their goals, and the observables of the corrected ensembles beside independent
 * reference values, with the Schwinger-Dyson identity, in combined standard errors.
 *
 * <p>Arguments: the reference values (CSV), the folder of the runs, and the points, such as {@code
 * L16-kappa0.26}. Exit code 1 if a goal is missed.
 */
public final class QualityTable {
  private static final double LARGEST_PULL = 3;

  /** Two-sided probability of more than three standard errors. */
  private static final double TAIL = 0.0027;

  /** Effective sample size and acceptance to reach. */
  private static final Map<String, double[]> GOALS =
      Map.ofEntries(
          Map.entry("L16-kappa0.21", new double[] {.97, .95}),
          Map.entry("L16-kappa0.26", new double[] {.99, .94}),
          Map.entry("L16-kappa0.27", new double[] {.99, .90}),
          Map.entry("L16-kappa0.5", new double[] {.95, .90}),
          Map.entry("L32-kappa0.21", new double[] {.97, .94}),
          Map.entry("L32-kappa0.26", new double[] {.98, .92}),
          Map.entry("L32-kappa0.27", new double[] {.96, .84}),
          Map.entry("L32-kappa0.27088", new double[] {.94, 0}),
          Map.entry("L32-kappa0.5", new double[] {.94, .87}),
          Map.entry("L64-kappa0.27", new double[] {.85, 0}),
          Map.entry("L64-kappa0.27088", new double[] {.80, 0}));

  private static final List<String> OBSERVABLES =
      List.of("absM", "chiAbs", "chi", "M2", "binder", "phi2", "actionDensity", "xi");

  private final Map<String, Estimate> references;
  private final Path runs;
  private int compared;
  private int missed;

  private QualityTable(Path references, Path runs) throws IOException {
    this.references = read(references);
    this.runs = runs;
  }

  /** Prints the tables. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 3) {
      System.err.println("usage: QualityTable REFERENCE.csv RUNS POINT...");
      System.exit(2);
    }
    QualityTable table = new QualityTable(Path.of(arguments[0]), Path.of(arguments[1]));
    List<String> points = Arrays.asList(arguments).subList(2, arguments.length);
    System.out.printf(
        "%-14s  %-12s  %-5s  %-12s  %-5s  %-12s  %s%n",
        "point", "ESS", "goal", "acceptance", "goal", "tau_int", "largest weight");
    points.forEach(table::quality);
    System.out.printf(
        "%n%-14s  %-14s  %16s  %16s  %6s  %16s%n",
        "point", "observable", "diffusion", "reference", "pull", "Markov chain");
    points.forEach(table::observables);
    System.out.printf(
        "%n%d values compared, %d goals missed. If all were right, one or more would be beyond %.0f"
            + " standard errors with a probability of at most %.2f.%n",
        table.compared, table.missed, LARGEST_PULL, 1 - Math.pow(1 - TAIL, table.compared));
    System.exit(table.missed == 0 ? 0 : 1);
  }

  /** Reference values by "L-kappa-observable". */
  private static Map<String, Estimate> read(Path file) throws IOException {
    Map<String, Estimate> values = new HashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (String line : lines.subList(1, lines.size())) {
      String[] columns = line.split(",", -1);
      Estimate value =
          Estimate.independent(Double.parseDouble(columns[4]), Double.parseDouble(columns[5]), 0);
      values.put(key("L" + columns[0] + "-kappa" + columns[1], columns[3]), value);
    }
    return values;
  }

  private static String key(String point, String observable) {
    return point + " " + observable;
  }

  private String folder(String point) {
    return runs.resolve("quality-" + point).toString();
  }

  private void quality(String point) {
    String path = folder(point) + "/diffusion";
    JsonObject extra =
        JsonObject.of(
            DatasetFolder.open(path).manifest().extra(), DatasetFolder.manifestPath(path));
    double[] goals = GOALS.getOrDefault(point, new double[2]);
    Estimate size = estimate(extra, "effectiveSampleSize");
    Estimate acceptance = estimate(extra, "acceptance");
    missed += size.value() < goals[0] ? 1 : 0;
    missed += acceptance.value() < goals[1] ? 1 : 0;
    System.out.printf(
        "%-14s  %-12s  %5.3f  %-12s  %5.3f  %-12s  %s%n",
        point,
        size,
        goals[0],
        acceptance,
        goals[1],
        estimate(extra, "tauInt"),
        estimate(extra, "largestWeight"));
  }

  private static Estimate estimate(JsonObject extra, String name) {
    JsonObject json = extra.object(name);
    return Estimate.independent(
        json.number("value"), json.has("error") ? json.number("error") : Double.NaN, 0);
  }

  private void observables(String point) {
    int extent = Integer.parseInt(point.substring(1, point.indexOf('-')));
    Map<String, Estimate> corrected = new HashMap<>();
    Map<String, Estimate> markov = new HashMap<>();
    for (EstimatesFile.Entry e : EstimatesFile.read(folder(point) + "/observables")) {
      Map<String, Estimate> to = e.dataset().equals("training") ? markov : corrected;
      // The reference has V <M^2>.
      double scale = e.observable().equals("M2") ? extent * extent : 1;
      to.put(
          e.observable(),
          new Estimate(
              scale * e.estimate().value(),
              scale * e.estimate().error(),
              e.estimate().tauInt(),
              e.estimate().tauIntError(),
              e.estimate().window(),
              e.estimate().n(),
              e.estimate().nEff()));
    }
    for (String name : OBSERVABLES) {
      // Both stand beside V <M^2> of the reference: <M> = 0 by symmetry.
      Estimate reference = references.get(key(point, name.equals("M2") ? "chi" : name));
      if (reference != null) {
        print(point, name.equals("M2") ? "V M2" : name, corrected, markov, name, reference);
      }
    }
    Estimate exact = Estimate.independent(1, 0, 0);
    print(point, "schwingerDyson", corrected, markov, "schwingerDyson", exact);
  }

  private void print(
      String point,
      String label,
      Map<String, Estimate> corrected,
      Map<String, Estimate> markov,
      String name,
      Estimate reference) {
    Estimate found = corrected.get(name);
    double pull = found.pull(reference);
    boolean off = !(Math.abs(pull) <= LARGEST_PULL);
    compared++;
    missed += off ? 1 : 0;
    System.out.printf(
        "%-14s  %-14s  %16s  %16s  %6.2f  %16s%s%n",
        point, label, found, reference, pull, markov.get(name), off ? "  OFF" : "");
  }
}
