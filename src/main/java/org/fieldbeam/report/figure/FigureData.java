package org.fieldbeam.report.figure;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetFolder;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.fieldbeam.data.dataset.Manifest;
import org.fieldbeam.data.dataset.StageMarker;
import org.fieldbeam.data.storage.Storage;

/**
 * The outputs of a run, as figures refer to them: by the name of the stage's output, or by a path
 * with a slash in it. What is read once is kept.
 */
public final class FigureData {
  private static final String MODEL = "model.json";

  private final Map<String, String> folders = new HashMap<>();
  private final Map<String, DatasetFolder> datasets = new HashMap<>();
  private final Map<String, Map<String, Map<String, Estimate>>> measurements = new HashMap<>();

  /** The outputs in the given folders; the last part of a folder's path is its name. */
  public FigureData(List<String> folders) {
    for (String folder : folders) {
      this.folders.put(folder.substring(folder.lastIndexOf('/') + 1), folder);
    }
  }

  /**
   * Returns the folder of an output.
   *
   * @throws UserException if the run has no output of this name
   */
  public String folder(String reference) {
    if (reference.contains("/")) {
      return reference;
    }
    String folder = folders.get(reference);
    if (folder == null) {
      throw UserException.of("a figure refers to an output that the run does not have")
          .where("output " + reference)
          .allowed(folders.keySet().stream().sorted().collect(Collectors.joining(", ")))
          .build();
    }
    return folder;
  }

  /**
   * Opens a dataset.
   *
   * @throws UserException if it is damaged
   */
  public DatasetFolder dataset(String reference) {
    return datasets.computeIfAbsent(
        reference, name -> DatasetFolder.open(complete(name, Manifest.FILE_NAME)));
  }

  /**
   * Opens a dataset of a kind.
   *
   * @throws UserException if it is damaged or of another kind
   */
  public DatasetFolder dataset(String reference, DatasetKind kind) {
    return DatasetFolder.open(complete(reference, Manifest.FILE_NAME), kind);
  }

  /** Returns the folder of a score model. */
  public String model(String reference) {
    return complete(reference, MODEL);
  }

  /** Returns the folder of an output, which is complete when it has a certain file. */
  private String complete(String reference, String file) {
    String folder = folder(reference);
    String path = Storage.resolve(folder, file);
    if (!Storage.exists(path)) {
      throw new MissingOutputException(reference, path);
    }
    StageMarker.requireUnchanged(folder);
    return folder;
  }

  /**
   * Returns one estimate of a measure stage.
   *
   * @param measure the output of the stage
   * @param dataset the measured ensemble, by the name that the stage gives it
   * @param observable the observable, for example {@code phi2}
   * @throws UserException if the stage has no such estimate
   */
  public Estimate estimate(String measure, String dataset, String observable) {
    Map<String, Map<String, Estimate>> all =
        measurements.computeIfAbsent(
            measure, name -> read(complete(name, EstimatesFile.FILE_NAME)));
    Map<String, Estimate> ofDataset = find(all, dataset, measure, "dataset");
    return find(ofDataset, observable, measure + ", dataset " + dataset, "observable");
  }

  private static Map<String, Map<String, Estimate>> read(String folder) {
    Map<String, Map<String, Estimate>> out = new LinkedHashMap<>();
    for (EstimatesFile.Entry entry : EstimatesFile.read(folder)) {
      out.computeIfAbsent(entry.dataset(), key -> new LinkedHashMap<>())
          .put(entry.observable(), entry.estimate());
    }
    return out;
  }

  private static <T> T find(Map<String, T> map, String key, String where, String what) {
    T value = map.get(key);
    if (value == null) {
      throw UserException.of("a figure refers to something that was not measured: the " + what)
          .where("measurements " + where)
          .given(key)
          .allowed(String.join(", ", map.keySet()))
          .todo("correct the name in the pipeline file and write the report again")
          .build();
    }
    return value;
  }
}
