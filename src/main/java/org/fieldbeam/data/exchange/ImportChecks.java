package org.fieldbeam.data.exchange;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.observable.check.ChainSplitOfImports;
import org.fieldbeam.core.observable.check.FieldSize;
import org.fieldbeam.core.observable.check.Judgement;
import org.fieldbeam.core.observable.check.SchwingerDysonEquations;
import org.fieldbeam.core.statistics.BlockedMean;
import org.fieldbeam.core.statistics.ChainSplit;
import org.fieldbeam.core.statistics.Check;
import org.fieldbeam.core.statistics.Significance;
import org.fieldbeam.data.row.ChainOrder;

/**
 * Whether what an import was told goes with the configurations: the division into chains with their
 * correlations, the action and its normalisation with the Schwinger-Dyson equations, each by
 * itself: of five of a good ensemble one lies beyond {@value #SCORE} with probability 3e-6.
 */
final class ImportChecks {
  /** Name of the check of the chains; it stands in the manifest and in all measurements. */
  static final String CHAIN_SPLIT = ChainSplitOfImports.NAME;

  private static final double SCORE = 5;
  private static final int FEWEST_ROWS = 16;

  /** Fewer sites may have the same values twice by chance, in single precision. */
  private static final int SITES_FOR_REPEATS = 4;

  /** Fields that are kept to be compared. */
  private static final int MOST_KEPT = 64;

  private static final int KEPT_NUMBERS = 1 << 22;

  /** Real numbers of a configuration. */
  private final int volume;

  private final ChainOrder order;
  private final Optional<ImportEquations> table;
  private final Optional<Other> other;

  /** By place. */
  private final double[] magnetization;

  private final double[] square;
  private final long[] fingerprint;

  /** By equation and place. */
  private final double[][] equations;

  private final double[][] otherEquations;

  /** Whether the sites of a configuration have values of their own, as spins do not. */
  private boolean continuous;

  private final Map<Integer, double[]> kept = new HashMap<>();
  private final List<Integer> cuts = new ArrayList<>();
  private final List<Integer> apart = new ArrayList<>();

  /**
   * The normalisation that was not chosen.
   *
   * @param name as the option has it
   * @param factor what fields are multiplied by to be in it
   */
  record Other(String name, double factor) {}

  /**
   * Checks of rows that come in an order.
   *
   * @param volume real numbers of a configuration
   * @param action that of real fields, if it is known
   */
  ImportChecks(int volume, ChainOrder order, Optional<Action> action, Optional<Other> other) {
    this.volume = volume;
    this.order = order;
    this.other = other;
    int rows = order.rows();
    magnetization = new double[rows];
    square = new double[rows];
    fingerprint = new long[volume >= SITES_FOR_REPEATS ? rows : 0];
    table = action.map(ImportEquations::of);
    int count = table.map(ImportEquations::count).orElse(0);
    equations = new double[count][rows];
    otherEquations = new double[other.isPresent() ? count : 0][rows];
    int most = Math.min(MOST_KEPT, KEPT_NUMBERS / volume);
    int chosen = Math.min(most, order.chains() - 1);
    for (int i = 0; i < chosen; i++) {
      cuts.add(order.begin(1 + (int) ((long) i * (order.chains() - 1) / chosen)));
    }
    for (int i = 0; i < Math.min(most, rows); i++) {
      apart.add((int) ((2L * i + 1) * rows / (2L * Math.min(most, rows))));
    }
    cuts.forEach(cut -> kept.put(cut, null));
    cuts.forEach(cut -> kept.put(cut - 1, null));
    apart.forEach(place -> kept.put(place, null));
  }

  /**
   * Takes rows that come next in the order.
   *
   * @param fields their numbers, the configuration fastest; changed
   * @param n how many they are
   * @param place of the first
   */
  void add(double[] fields, int n, int place) {
    for (int x = 0; x < volume; x++) {
      for (int b = 0; b < n; b++) {
        double phi = fields[x * n + b];
        magnetization[place + b] += phi / volume;
        square[place + b] += phi * phi / volume;
        if (fingerprint.length > 0) {
          long mixed =
              (fingerprint[place + b] ^ Double.doubleToLongBits(phi)) * 0x9E3779B97F4A7C15L;
          fingerprint[place + b] = mixed ^ mixed >>> 29;
        }
      }
    }
    if (place == 0) {
      continuous = 2 * Arrays.stream(field(fields, n, 0)).distinct().count() > volume;
    }
    for (int b = 0; b < n; b++) {
      if (kept.containsKey(place + b)) {
        kept.put(place + b, field(fields, n, b));
      }
    }
    table.ifPresent(of -> equations(of, fields, n, place));
  }

  private double[] field(double[] fields, int n, int b) {
    double[] field = new double[volume];
    Arrays.setAll(field, x -> fields[x * n + b]);
    return field;
  }

  /** Both in this normalisation and in the other. */
  private void equations(ImportEquations of, double[] fields, int n, int place) {
    of.measure(fields, n, place, equations);
    if (other.isPresent()) {
      for (int i = 0; i < fields.length; i++) {
        fields[i] *= other.get().factor();
      }
      of.measure(fields, n, place, otherEquations);
    }
  }

  /**
   * The checks, that of the division first.
   *
   * @param unjudged of what configurations no equations are judged here, if they are such
   */
  List<Check> all(ImportSplit split, Optional<String> unjudged) {
    List<Check> checks = new ArrayList<>();
    checks.add(chains(split));
    if (unjudged.isPresent()) {
      checks.add(
          Check.notJudged(
              SchwingerDysonEquations.NAME,
              SCORE,
              "of " + unjudged.get() + "; a measurement judges it"));
    } else if (table.isPresent()) {
      checks.add(schwingerDyson());
    }
    if (table.isEmpty()) {
      size().ifPresent(checks::add); // an action that overflows has been refused
    }
    return checks;
  }

  /** Whether there are fields of which nothing can be measured; of an action its value tells. */
  private Optional<Check> size() {
    int largest = 0;
    for (int place = 1; place < square.length; place++) {
      largest = square[place] > square[largest] ? place : largest;
    }
    double sum = square[largest] * volume; // at least each square, so its own bounds the fourths
    if (Double.isFinite(sum * sum)) {
      return Optional.empty();
    }
    return Optional.of(
        Check.of(
            FieldSize.NAME,
            false,
            Double.POSITIVE_INFINITY,
            1,
            "in row "
                + largest
                + " of the dataset the field is so large that its fourth powers exceed the largest"
                + " double, and neither an action nor moments can be computed; look where it comes"
                + " from, and leave it out, or import fields in another unit"));
  }

  private Check chains(ImportSplit split) {
    Optional<String> again = repeated(split);
    if (again.isPresent()) {
      return Check.of(CHAIN_SPLIT, false, Double.POSITIVE_INFINITY, ChainSplit.SCORE, again.get());
    }
    if (order.rows() < FEWEST_ROWS) {
      return Check.notJudged(CHAIN_SPLIT, ChainSplit.SCORE, "too few configurations to judge");
    }
    if (!fluctuates(magnetization) && !fluctuates(square)) {
      return Check.notJudged(
          CHAIN_SPLIT,
          ChainSplit.SCORE,
          "neither M nor φ² fluctuates, so that nothing shows which configurations are of a chain");
    }
    Optional<ChainSplit.Interleaving> turns = ChainSplit.interleaving(magnetization, square);
    if (turns.isPresent()) {
      return Check.of(
          CHAIN_SPLIT, false, turns.get().score(), ChainSplit.SCORE, text(turns.get(), split));
    }
    double score = ChainSplit.overlapAtCuts(fields(cuts, 1), fields(cuts, 0), fields(apart, 0));
    String overlap =
        String.format(
            Locale.ROOT,
            "fields at both sides of the cuts between chains overlap by %+.2f standard errors more"
                + " than fields apart",
            score);
    return Check.of(
        CHAIN_SPLIT,
        score <= ChainSplit.SCORE,
        score,
        ChainSplit.SCORE,
        score <= ChainSplit.SCORE
            ? "correlations fall with the distance in the chains"
                + (cuts.isEmpty() ? "" : "; " + overlap)
            : overlap + ": chains seem to have been cut; give fewer, longer ones");
  }

  private static boolean fluctuates(double[] series) {
    return Arrays.stream(series).anyMatch(value -> value != series[0]);
  }

  private double[][] fields(List<Integer> places, int before) {
    return places.stream().map(place -> kept.get(place - before)).toArray(double[][]::new);
  }

  private static String text(ChainSplit.Interleaving turns, ImportSplit split) {
    return String.format(
            Locale.ROOT,
            "configurations %d apart are correlated (%.2f, of %s), those between are not (at most"
                + " %.2f): ",
            turns.lag(),
            turns.rho(),
            turns.series() == 0 ? "M" : "φ²",
            turns.before())
        + byTurns(turns.lag(), split);
  }

  private static String byTurns(int chains, ImportSplit split) {
    return "the rows of "
        + chains
        + " chains seem to come by turns, and errors will be too small. "
        + (split.byFile()
            ? "Look at what the file says of chain and step"
            : "Import with --chains " + chains + " --interleaved");
  }

  /**
   * Configurations that come again after others: a Markov chain has the same one again only where a
   * proposal was rejected, right after it.
   */
  private Optional<String> repeated(ImportSplit split) {
    Map<Long, Integer> last = new HashMap<>();
    long[] sorted = fingerprint.clone();
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        last.put(sorted[i], -1);
      }
    }
    if (last.isEmpty() || !continuous) {
      return Optional.empty();
    }
    Map<Integer, Integer> gaps = new TreeMap<>();
    int count = 0;
    for (int c = 0; c < order.chains(); c++) {
      for (int place = order.begin(c); place < order.begin(c + 1); place++) {
        Integer before = last.get(fingerprint[place]);
        if (before != null) {
          last.put(fingerprint[place], place);
          if (before >= 0 && (before < place - 1 || place == order.begin(c))) {
            count++;
            gaps.merge(place - before, 1, Integer::sum);
          }
        }
      }
    }
    if (count == 0) {
      return Optional.empty();
    }
    var most = Collections.max(gaps.entrySet(), Map.Entry.comparingByValue());
    boolean turns = most.getKey() > 1 && 2 * most.getValue() > count;
    return Optional.of(
        count
            + (count == 1 ? " configuration comes" : " configurations come")
            + " again after others or in another chain"
            + (turns
                ? ", most of them "
                    + most.getKey()
                    + " rows later: "
                    + byTurns(most.getKey(), split)
                : ": are there some in the file more than once, or are these not the chains?"));
  }

  private Check schwingerDyson() {
    if (order.rows() < FEWEST_ROWS) {
      return Check.notJudged(
          SchwingerDysonEquations.NAME, SCORE, "too few configurations to judge");
    }
    BlockedMean[] means = means(equations);
    int worst = worst(means);
    BlockedMean mean = means[worst];
    boolean passed = Math.abs(mean.score()) <= SCORE;
    if (passed && Math.abs(expected(0)) < means[0].error()) {
      return Check.notJudged(SchwingerDysonEquations.NAME, SCORE, withoutPower(means[0]));
    }
    String text =
        String.format(
            Locale.ROOT,
            "%s = %s, expected %.0f: %s, the farthest off of %d equations",
            table.orElseThrow().formula(worst),
            mean,
            expected(worst),
            mean.isFinite() ? Significance.inWords(mean.score()) : "beyond what a number can hold",
            means.length);
    if (!passed) {
      text += "; the action, the shape or the normalisation is not that of these configurations";
      if (other.isPresent()) {
        BlockedMean[] others = means(otherEquations);
        if (Math.abs(others[worst(others)].score()) <= SCORE) {
          text += ". With --normalization " + other.get().name() + " it would be " + others[worst];
        }
      }
    }
    return Judgement.unlessDoubtful(
        Check.of(SchwingerDysonEquations.NAME, passed, mean.score(), SCORE, text));
  }

  /** Of an error that a good ensemble does not have: its numbers are of the order of one. */
  private String withoutPower(BlockedMean mean) {
    double[] sorted = square.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%s = %s, expected %.0f: the error is larger than that, and the equations tell nothing. Are"
            + " single numbers out of all proportion? The largest mean square of a configuration is"
            + " %.3g, half of them are below %.3g",
        table.orElseThrow().formula(0),
        mean,
        expected(0),
        sorted[sorted.length - 1],
        sorted[sorted.length / 2]);
  }

  private double expected(int equation) {
    return table.orElseThrow().expected(equation);
  }

  private BlockedMean[] means(double[][] series) {
    BlockedMean[] means = new BlockedMean[series.length];
    Arrays.setAll(means, e -> BlockedMean.of(series[e], expected(e)));
    return means;
  }

  private static int worst(BlockedMean[] means) {
    int worst = 0;
    for (int e = 1; e < means.length; e++) {
      if (Math.abs(means[e].score()) > Math.abs(means[worst].score())) {
        worst = e;
      }
    }
    return worst;
  }
}
