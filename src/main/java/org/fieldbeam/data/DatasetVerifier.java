package org.fieldbeam.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.core.action.Action;
import org.fieldbeam.core.action.ComplexAction;

/**
 * Verifies a dataset from end to end: SHA-256 and length of every shard, footer against manifest,
 * numbers of rows, every page, finite values, steps that increase within a chain, and the action
 * recomputed from the field. Reads everything once and holds one batch.
 */
public final class DatasetVerifier {
  /** Largest allowed |S - S'| over (|S| + V): sums of V terms in another order differ less. */
  private static final double ACTION_TOLERANCE = 1e-11;

  private static final int BATCH = 64;

  private final DatasetFolder dataset;
  private final List<Finding> findings = new ArrayList<>();

  private DatasetVerifier(DatasetFolder dataset) {
    this.dataset = dataset;
  }

  /**
   * One thing that was looked at.
   *
   * @param what what was verified, with the shard where it concerns one
   * @param passed whether it is right
   * @param detail what was found
   */
  public record Finding(String what, boolean passed, String detail) {}

  /**
   * Verifies a dataset; damage of shards is among the findings.
   *
   * @throws UserException if there is no dataset to verify or its manifest is unusable
   */
  public static List<Finding> verify(String path) {
    Manifest manifest =
        DatasetFolder.peek(path)
            .orElseGet(() -> DatasetFolder.open(path).manifest()); // throws, and says why
    DatasetVerifier verifier = new DatasetVerifier(DatasetFolder.unchecked(path, manifest));
    for (ShardEntry shard : manifest.shards()) {
      verifier.shard(shard);
    }
    return verifier.findings;
  }

  /** Whether all findings are right. */
  public static boolean passed(List<Finding> findings) {
    return findings.stream().allMatch(Finding::passed);
  }

  private void shard(ShardEntry entry) {
    String file = dataset.shardPath(entry.index());
    if (!Storage.exists(file)) {
      add(entry, "file", false, "missing");
      return;
    }
    String hash = Storage.sha256(file);
    add(
        entry,
        "sha256",
        hash.equals(entry.sha256()),
        hash.equals(entry.sha256()) ? hash : hash + " instead of " + entry.sha256());
    try {
      content(entry, file);
    } catch (UserException e) {
      add(entry, "content", false, e.getMessage());
    }
  }

  private void content(ShardEntry entry, String file) {
    try (ShardReader reader = ShardReader.open(file)) {
      Shards.Footer footer = reader.footer();
      boolean ours =
          footer.info().equals(dataset.info())
              && footer.index() == entry.index()
              && footer.count() == dataset.shardCount();
      add(entry, "footer", ours, ours ? "agrees with the manifest" : "is of another dataset");
      Map<Long, Long> lastStep = new TreeMap<>();
      long rows = 0;
      boolean ordered = true;
      int chain = reader.schema().index("chain");
      int step = reader.schema().index("step");
      for (int n = reader.nextGroup(); n > 0; n = reader.nextGroup()) {
        for (int row = 0; row < n; row++) {
          long now = reader.group().longs(step)[row];
          Long last = lastStep.put(reader.group().longs(chain)[row], now);
          ordered &= last == null || last < now;
        }
        rows += n;
        finite(reader);
      }
      add(entry, "rows", rows == entry.rows(), rows + " of " + entry.rows());
      if (dataset.info().kind() == DatasetKind.ENSEMBLE
          || dataset.info().kind() == DatasetKind.COMPLEX) {
        add(entry, "steps", ordered, ordered ? "increase in each chain" : "do not increase");
      }
    }
    weights(entry, file);
    if (dataset.info().kind() == DatasetKind.ENSEMBLE) {
      recompute(entry, file);
    } else if (dataset.info().kind() == DatasetKind.COMPLEX) {
      recomputeComplex(entry, file);
    }
  }

  private static void finite(ShardReader reader) {
    List<ShardSchema.Column> columns = reader.schema().columns();
    for (int i = 0; i < columns.size(); i++) {
      ShardSchema.Column column = columns.get(i);
      int values = reader.group().rows() * Math.max(1, column.listLength());
      Object array = reader.group().array(i);
      for (int at = 0; at < values && !column.isShape(); at++) {
        boolean good =
            array instanceof double[] doubles
                ? column.takes(doubles[at]) || (column.optional() && Double.isNaN(doubles[at]))
                : !(array instanceof float[] floats) || Float.isFinite(floats[at]);
        if (!good) {
          throw Shards.damaged(
              reader.path() + ", row group " + reader.groupsRead() + ", column " + column.name(),
              "value is not finite",
              null);
        }
      }
    }
  }

  /** Every row of a weighted dataset has a weight. */
  private void weights(ShardEntry entry, String file) {
    if (!dataset.info().isWeighted()) {
      return;
    }
    long missing = 0;
    try (ShardReader reader = ShardReader.open(file)) {
      int column = reader.schema().index("log_weight");
      for (int n = reader.nextGroup(); n > 0; n = reader.nextGroup()) {
        for (int row = 0; row < n; row++) {
          missing += Double.isFinite(reader.group().doubles(column)[row]) ? 0 : 1;
        }
      }
    }
    add(
        entry,
        "weights",
        missing == 0,
        missing == 0 ? "in every row" : "missing in " + missing + " rows");
  }

  private void recompute(ShardEntry entry, String file) {
    Optional<Action> found = DatasetActions.find(dataset.info());
    if (found.isEmpty()) {
      return;
    }
    Action action = found.get();
    EnsembleBatch batch = new EnsembleBatch(dataset.info().shape(), BATCH);
    double[] recomputed = new double[BATCH];
    double worst = 0;
    try (EnsembleReader reader = EnsembleReader.open(file)) {
      while (reader.read(batch) > 0) {
        action.action(batch.fields(), batch.size(), recomputed);
        for (int b = 0; b < batch.size(); b++) {
          double given = batch.action()[b];
          if (!Double.isNaN(given)) {
            double scale = Math.abs(given) + batch.volume();
            worst = Math.max(worst, Math.abs(given - recomputed[b]) / scale);
          }
        }
      }
    }
    addAction(entry, worst);
  }

  /** Real and imaginary part of the action; of a dataset that names none there is nothing to do. */
  private void recomputeComplex(ShardEntry entry, String file) {
    if (dataset.info().property(DatasetInfo.ACTION) == null) {
      return;
    }
    ComplexAction action = DatasetActions.complex(dataset.info());
    ComplexBatch batch = ComplexBatch.of(dataset.info(), BATCH);
    double[] re = new double[BATCH];
    double[] im = new double[BATCH];
    double worst = 0;
    try (ComplexReader reader = ComplexReader.open(file)) {
      while (reader.read(batch) > 0) {
        action.action(batch.fields(), batch.imaginary(), batch.size(), re, im);
        for (int b = 0; b < batch.size(); b++) {
          double off = Math.hypot(batch.action()[b] - re[b], batch.actionImaginary()[b] - im[b]);
          worst = Math.max(worst, off / (Math.hypot(re[b], im[b]) + batch.volume()));
        }
      }
    }
    addAction(entry, worst);
  }

  private void addAction(ShardEntry entry, double worst) {
    add(
        entry,
        "action",
        worst <= ACTION_TOLERANCE,
        String.format(
            Locale.ROOT, "recomputed from the field: off by %.1e of |S| + V at most", worst));
  }

  private void add(ShardEntry entry, String what, boolean passed, String detail) {
    findings.add(new Finding(entry.path() + " " + what, passed, detail));
  }
}
