package org.fieldbeam.data.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.dataset.ShardEntry;
import org.fieldbeam.data.dataset.ShardReader;
import org.fieldbeam.data.dataset.ShardSchema;
import org.fieldbeam.data.dataset.Shards;
import org.fieldbeam.data.storage.Storage;

/**
 * Verifies a dataset from end to end: SHA-256 and length of every shard, footer against manifest,
 * numbers of rows, every page, finite values, steps that increase within a chain, and the action
 * recomputed from the field; and that no other Parquet file lies in the folder, which readers of
 * whole folders would take for a shard. Reads everything once and holds one batch.
 */
public final class DatasetVerifier {
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
    verifier.strangers();
    return verifier.findings;
  }

  /** Whether all findings are right. */
  public static boolean passed(List<Finding> findings) {
    return findings.stream().allMatch(Finding::passed);
  }

  private void strangers() {
    List<String> strangers = dataset.strangers();
    findings.add(
        new Finding(
            "other files",
            strangers.isEmpty(),
            strangers.isEmpty()
                ? "none that tools would take for a shard"
                : "Parquet files that the manifest does not list: "
                    + String.join(", ", strangers)));
  }

  private void shard(ShardEntry entry) {
    String file = dataset.shardPath(entry.index());
    if (!Storage.exists(file)) {
      add(entry, "file", false, "missing");
      return;
    }
    long bytes = Storage.size(file);
    if (bytes != entry.bytes()) {
      add(entry, "length", false, bytes + " bytes instead of " + entry.bytes());
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
      Optional<String> other =
          reader.footer().difference(dataset.info(), entry.index(), dataset.shardCount());
      add(entry, "footer", other.isEmpty(), other.orElse("agrees with the manifest"));
      // the action of a manifest says nothing of the rows of another dataset
      ActionCheck action = other.isEmpty() ? ActionCheck.of(dataset.info()) : null;
      Map<Long, Long> lastStep = new TreeMap<>();
      long rows = 0;
      boolean ordered = true;
      int chain = reader.schema().index("chain");
      int step = reader.schema().index("step");
      boolean weighted = other.isEmpty() && dataset.info().isWeighted();
      int weight = weighted ? reader.schema().index("log_weight") : -1;
      long weightless = 0;
      for (int n = reader.nextGroup(); n > 0; n = reader.nextGroup()) {
        for (int row = 0; row < n; row++) {
          long now = reader.group().longs(step)[row];
          Long last = lastStep.put(reader.group().longs(chain)[row], now);
          ordered &= last == null || last < now;
        }
        rows += n;
        finite(reader);
        if (action != null) {
          action.add(reader.group());
        }
        for (int row = 0; weight >= 0 && row < n; row++) {
          weightless += Double.isFinite(reader.group().doubles(weight)[row]) ? 0 : 1;
        }
      }
      add(entry, "rows", rows == entry.rows(), rows + " of " + entry.rows());
      if (dataset.info().kind() == DatasetKind.ENSEMBLE
          || dataset.info().kind() == DatasetKind.COMPLEX) {
        add(entry, "steps", ordered, ordered ? "increase in each chain" : "do not increase");
      }
      if (weighted) {
        add(
            entry,
            "weights",
            weightless == 0,
            weightless == 0 ? "in every row" : "missing in " + weightless + " rows");
      }
      if (action != null) {
        add(entry, "action", action.passed(), action.detail());
      }
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
              "a value is not one of the column, which takes " + column.allowed(),
              null);
        }
      }
    }
  }

  private void add(ShardEntry entry, String what, boolean passed, String detail) {
    findings.add(new Finding(entry.path() + " " + what, passed, detail));
  }
}
