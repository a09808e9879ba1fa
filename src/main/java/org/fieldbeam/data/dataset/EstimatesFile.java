package org.fieldbeam.data.dataset;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;
import org.fieldbeam.data.storage.Storage;

/**
 * {@code estimates.json}: what {@code measure} found, a JSON array with one object per dataset and
 * observable. Its JSON Schema is {@code schemas/estimates.schema.json}.
 */
public final class EstimatesFile {
  /** Name of the file in the folder of the stage. */
  public static final String FILE_NAME = "estimates.json";

  private EstimatesFile() {}

  /**
   * One estimate.
   *
   * @param dataset name of the dataset
   * @param observable name of the observable
   * @param value its mean
   * @param error its statistical error, one standard deviation
   * @param tauInt integrated autocorrelation time in units of stored configurations, or null if
   *     undefined; likewise the error of it. NaN is written as null, and null read as NaN
   * @param tauIntError statistical error of tauInt
   * @param n number of configurations
   * @param more further keys, a JSON tree
   */
  public record Entry(
      String dataset,
      String observable,
      double value,
      double error,
      double tauInt,
      double tauIntError,
      long n,
      Map<String, Object> more) {

    /** Refuses further keys that hide the fixed ones. */
    public Entry {
      more = Collections.unmodifiableMap(new TreeMap<>(more));
      for (String key : FIXED) {
        if (more.containsKey(key)) {
          throw new IllegalArgumentException("key " + key + " given twice");
        }
      }
    }

    /** The estimate, with what the further keys say of its window and of N_eff. */
    public Estimate estimate() {
      return new Estimate(
          value,
          error,
          tauInt,
          tauIntError,
          more.get("window") instanceof Number window ? window.intValue() : Estimate.NO_WINDOW,
          n,
          more.get("nEff") instanceof Number effective ? effective.doubleValue() : Double.NaN);
    }
  }

  private static final List<String> FIXED =
      List.of("dataset", "observable", "value", "error", "tauInt", "tauIntError", "n");

  /** Writes the entries in their order. */
  public static void write(String path, List<Entry> entries) {
    List<Object> list = new ArrayList<>();
    for (Entry entry : entries) {
      Map<String, Object> tree = new TreeMap<>(entry.more());
      tree.put("dataset", entry.dataset());
      tree.put("observable", entry.observable());
      tree.put("value", orNull(entry.value()));
      tree.put("error", orNull(entry.error()));
      tree.put("tauInt", orNull(entry.tauInt()));
      tree.put("tauIntError", orNull(entry.tauIntError()));
      tree.put("n", entry.n());
      list.add(tree);
    }
    Storage.writeText(path, Json.pretty(list));
  }

  /**
   * Reads the entries.
   *
   * @throws UserException if the file is missing or not of this form
   */
  public static List<Entry> read(String path) {
    List<Entry> entries = new ArrayList<>();
    Json.parseObjects(Storage.readText(path), path).forEach(item -> entries.add(entry(item)));
    return entries;
  }

  /**
   * Reads one entry.
   *
   * @throws UserException if it is not of this form
   */
  public static Entry entry(JsonObject json) {
    Map<String, Object> more = new TreeMap<>();
    json.keys().stream()
        .filter(key -> !FIXED.contains(key))
        .forEach(key -> more.put(key, json.tree(key)));
    return new Entry(
        json.string("dataset"),
        json.string("observable"),
        orNaN(json, "value"),
        orNaN(json, "error"),
        orNaN(json, "tauInt"),
        orNaN(json, "tauIntError"),
        json.integer("n"),
        more);
  }

  /** JSON has no NaN and no infinity: what is not a number is null. */
  public static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static double orNaN(JsonObject json, String key) {
    return json.has(key) ? json.number(key) : Double.NaN;
  }
}
