package org.fieldbeam.beam.shard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.beam.sdk.schemas.annotations.DefaultSchema;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.DatasetKind;

/**
 * The folder of a dataset or of a model, as it goes from transform to transform: all of what it
 * names is there.
 *
 * <p>Every transform gives folders whose kind is known. What is there already enters a pipeline by
 * its path:
 *
 * <pre>{@code
 * PCollection<Folder> ensembles =
 *     pipeline.apply(Create.of(Folder.of("out/hmc"), Folder.of("gs://bucket/hmc")));
 * }</pre>
 *
 * <p>As a row of Beam's it has two texts, {@code folder} and {@code kind}, of which the second may
 * be null, see {@link FolderSchema}. Immutable.
 *
 * @param path a local path or a URI that Beam's FileSystems knows, without a slash at its end
 * @param kind what is in the folder; empty where that is not known before it is opened
 */
@DefaultSchema(FolderSchema.class)
public record Folder(String path, Optional<Kind> kind) {

  /** What a folder holds. */
  public enum Kind {
    /** A dataset of this kind, see {@link DatasetKind}. */
    ENSEMBLE,
    /** A dataset of this kind, see {@link DatasetKind}. */
    NOISED,
    /** A dataset of this kind, see {@link DatasetKind}. */
    TRAINING,
    /** A dataset of this kind, see {@link DatasetKind}. */
    MEASUREMENTS,
    /** A dataset of this kind, see {@link DatasetKind}. */
    COMPLEX,
    /** A score model. */
    MODEL,
    /** Estimates and checks. */
    ESTIMATES;

    /** The kind of a dataset. */
    public static Kind of(DatasetKind dataset) {
      return valueOf(dataset.name());
    }

    /**
     * The kind of a label.
     *
     * @param where folder named in the error
     * @throws UserException if no kind has this label
     */
    static Kind ofLabel(String label, String where) {
      return Arrays.stream(values())
          .filter(kind -> kind.label().equals(label))
          .findFirst()
          .orElseThrow(
              () ->
                  UserException.of("unknown kind of folder")
                      .where(where)
                      .given(label)
                      .allowed(
                          Arrays.stream(values())
                              .map(Kind::label)
                              .collect(Collectors.joining(", ")))
                      .todo("leave the field 'kind' out, or null, if the kind is not known")
                      .build());
    }

    /** Name in rows, and in the manifests of datasets: the lower-case name. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Takes a slash off the end.
   *
   * @throws IllegalArgumentException if the path is blank
   */
  public Folder {
    if (path.isBlank()) {
      throw new IllegalArgumentException("the path of a folder is blank; give a path or a URI");
    }
    path = StageOutput.trimmed(path);
  }

  /** A folder that is known by its path alone. */
  public static Folder of(String path) {
    return new Folder(path, Optional.empty());
  }

  /** A folder of a kind. */
  public static Folder of(String path, Kind kind) {
    return new Folder(path, Optional.of(kind));
  }

  /** The path. */
  @Override
  public String toString() {
    return path;
  }
}
