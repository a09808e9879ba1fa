package org.fieldbeam.data.dataset;

import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.data.storage.Storage;

/** What lies at a path, and which command reads it: for those who looked for something else. */
public final class FolderContents {
  /** Name of the file of a score model. */
  public static final String MODEL = "model.json";

  private static final String PARQUET = ".parquet";

  /** Datasets that are named; of a scan there may be thousands. */
  private static final int MOST_NAMED = 3;

  /**
   * What files tell.
   *
   * @param file how their names end; a folder's file has the whole name
   * @param what what is there
   * @param todo which command reads it; PATH stands for the path
   */
  private record Sign(String file, String what, String todo) {}

  /** Of folders; the first that fits. */
  private static final List<Sign> FOLDERS =
      List.of(
          new Sign(Manifest.FILE_NAME, "a dataset", "'fieldbeam inspect PATH' says what it holds"),
          new Sign(
              MODEL,
              "a score model",
              "name it as the model of a sample stage in a pipeline file, and run that file with"
                  + " 'fieldbeam run'; model.json says what it was trained on"),
          new Sign(
              EstimatesFile.FILE_NAME,
              "the results of a measure stage",
              "read estimates.json and checks.json, or let 'fieldbeam report' make a page of them,"
                  + " given the pipeline file"),
          new Sign("index.html", "a report", "open PATH/index.html in a browser"));

  /** Of single files. */
  private static final List<Sign> FILES =
      List.of(
          new Sign(".npy", "a NumPy file", "'fieldbeam import PATH' makes a dataset of it"),
          new Sign(".npz", "a NumPy archive", "'fieldbeam import PATH' makes a dataset of it"),
          new Sign(PARQUET, "a Parquet file", "'fieldbeam import PATH' makes a dataset of it"),
          new Sign(".pt", "a file of PyTorch", "'fieldbeam import-model PATH' makes a model of it"),
          new Sign(".yaml", "a YAML file", "'fieldbeam validate PATH' reads pipeline files"),
          new Sign(".yml", "a YAML file", "'fieldbeam validate PATH' reads pipeline files"));

  private final String what;
  private final String todo;

  private FolderContents(String what, String todo) {
    this.what = what;
    this.todo = todo;
  }

  /** Looks at a path: at the names of files alone, which need not be whole. */
  public static FolderContents of(String path) {
    return LocalPaths.of(path).filter(Files::isRegularFile).isPresent() ? file(path) : folder(path);
  }

  private static FolderContents file(String path) {
    String folder = StageMarker.parent(path);
    if (path.endsWith(PARQUET) && Storage.exists(Storage.resolve(folder, Manifest.FILE_NAME))) {
      return new FolderContents("a shard of a dataset", "name the folder: " + folder);
    }
    String lower = path.toLowerCase(Locale.ROOT);
    return FILES.stream()
        .filter(sign -> lower.endsWith(sign.file()))
        .findFirst()
        .map(sign -> new FolderContents(sign.what(), sign.todo().replace("PATH", path)))
        .orElse(new FolderContents("a file", "name a folder"));
  }

  private static FolderContents folder(String path) {
    List<String> datasets = names(Storage.list(path, "*/" + Manifest.FILE_NAME), 2);
    String inspect =
        datasets.isEmpty()
            ? ""
            : "'fieldbeam inspect " + Storage.resolve(path, datasets.get(0)) + "' says what ";
    List<String> files = names(Storage.list(path, "*"), 1);
    Optional<Sign> sign = FOLDERS.stream().filter(s -> files.contains(s.file())).findFirst();
    if (sign.isPresent()) {
      String todo = sign.get().todo().replace("PATH", path);
      return new FolderContents(
          sign.get().what(),
          datasets.isEmpty() ? todo : todo + "; " + inspect + "was measured on one ensemble");
    }
    if (!datasets.isEmpty()) {
      return new FolderContents(
          "a folder with "
              + (datasets.size() == 1 ? "one dataset" : datasets.size() + " datasets")
              + " in it: "
              + String.join(", ", datasets.subList(0, Math.min(MOST_NAMED, datasets.size())))
              + (datasets.size() > MOST_NAMED ? ", ..." : ""),
          inspect + datasets.get(0) + " holds");
    }
    if (files.stream().anyMatch(name -> name.endsWith(PARQUET))) {
      return new FolderContents(
          "Parquet files of another program",
          "'fieldbeam import " + path + "' makes a dataset of them");
    }
    return new FolderContents("", "");
  }

  /** Names of files ({@code depth} 1), or of the folders that they are in (2). */
  private static List<String> names(List<String> files, int depth) {
    return files.stream()
        .map(file -> file.split("/"))
        .map(parts -> parts[parts.length - depth])
        .toList();
  }

  /** The error of who looked for a dataset. */
  static UserException noDataset(String path) {
    boolean half = !Storage.list(path, Shards.GLOB).isEmpty();
    if (half) {
      return UserException.of("dataset is not complete: it has shards but no manifest")
          .where(path)
          .allowed("a folder with a " + Manifest.FILE_NAME)
          .todo("run the same pipeline file again: finished shards are kept and the rest is added")
          .build();
    }
    FolderContents there = of(path);
    return there
        .insteadOf("dataset")
        .where(path)
        .allowed("a folder with a " + Manifest.FILE_NAME)
        .todo(
            there.todo(
                "check the path, run the stage that writes it, or import data with 'fieldbeam"
                    + " import'"))
        .build();
  }

  /** Begins the error of one who looked for something else, as a "dataset". */
  public UserException.Builder insteadOf(String wanted) {
    return UserException.of("no " + wanted + " here" + (what.isEmpty() ? "" : ", but " + what));
  }

  /**
   * What to do with what is there.
   *
   * @param otherwise what to do if it is nothing that is known
   */
  public String todo(String otherwise) {
    return what.isEmpty() ? otherwise : todo;
  }
}
