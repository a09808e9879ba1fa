package org.fieldbeam.data.dataset;

import java.util.ArrayList;
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

  private static final String N_EFF = "nEff";
  private static final String WINDOW = "window";
  private static final String AUTOCORRELATION = "autocorrelation";

  private EstimatesFile() {}

  /**
   * One estimate. A number that is undefined is NaN, and null in the file.
   *
   * @param dataset name of the dataset
   * @param observable name of the observable
   * @param estimate value, error, tau_int, n and n_eff
   * @param autocorrelation rho(t) for t = 0, 1, ... stored configurations; empty in files of others
   */
  public record Entry(
      String dataset, String observable, Estimate estimate, List<Double> autocorrelation) {
    /** Copies the list. */
    public Entry {
      autocorrelation = List.copyOf(autocorrelation);
    }

    /**
     * Reads a row.
     *
     * @throws UserException if it is not of this form
     */
    public static Entry of(JsonObject row) {
      List<Double> rho = new ArrayList<>();
      if (row.has(AUTOCORRELATION) && row.tree(AUTOCORRELATION) instanceof List<?> list) {
        list.forEach(item -> rho.add(item instanceof Number n ? n.doubleValue() : Double.NaN));
      }
      return new Entry(
          row.string("dataset"),
          row.string("observable"),
          new Estimate(
              orNaN(row, "value"),
              orNaN(row, "error"),
              orNaN(row, "tauInt"),
              orNaN(row, "tauIntError"),
              row.has(WINDOW) ? row.int32(WINDOW) : Estimate.NO_WINDOW,
              row.integer("n"),
              orNaN(row, N_EFF)),
          rho);
    }

    /** The row, a JSON tree. */
    public Map<String, Object> row() {
      Map<String, Object> row = new TreeMap<>();
      row.put("dataset", dataset);
      row.put("observable", observable);
      row.put("value", orNull(estimate.value()));
      row.put("error", orNull(estimate.error()));
      row.put("tauInt", orNull(estimate.tauInt()));
      row.put("tauIntError", orNull(estimate.tauIntError()));
      row.put("n", estimate.n());
      row.put(N_EFF, orNull(estimate.nEff()));
      row.put(WINDOW, estimate.window());
      List<Double> rho = new ArrayList<>();
      autocorrelation.forEach(value -> rho.add(orNull(value)));
      row.put(AUTOCORRELATION, rho);
      return row;
    }
  }

  /** Writes the entries in their order into the folder of a measure stage. */
  public static void write(String folder, List<Entry> entries) {
    Storage.writeText(path(folder), Json.pretty(entries.stream().map(Entry::row).toList()));
  }

  /** Whether there is such a file in a folder. */
  public static boolean isIn(String folder) {
    return Storage.exists(path(folder));
  }

  /** The path of the file in a folder. */
  public static String path(String folder) {
    return Storage.resolve(folder, FILE_NAME);
  }

  /**
   * Reads the entries in the folder of a measure stage.
   *
   * @throws UserException if the file is missing or not of this form
   */
  public static List<Entry> read(String folder) {
    String path = path(folder);
    return Json.parseObjects(Storage.readText(path), path).stream().map(Entry::of).toList();
  }

  /** JSON has no NaN and no infinity: what is not a number is null. */
  public static Double orNull(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static double orNaN(JsonObject json, String key) {
    return json.has(key) ? json.number(key) : Double.NaN;
  }
}
