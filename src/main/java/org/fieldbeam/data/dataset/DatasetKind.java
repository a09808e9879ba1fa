package org.fieldbeam.data.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.fieldbeam.data.UserException;

/** The kinds of dataset; each has its Avro schema in {@code schemas/}. */
public enum DatasetKind {
  /** Configurations of Markov chains, of reverse diffusions, or imported ones. */
  ENSEMBLE,
  /** Configurations carried to the levels of a forward diffusion. */
  NOISED,
  /** Normalised single-precision configurations, split into training and validation. */
  TRAINING,
  /** Scalars per configuration. */
  MEASUREMENTS,
  /** Complexified configurations of complex Langevin chains. */
  COMPLEX;

  /** The schemas, parsed once: every shard that is opened asks for one. */
  private static final class Schemas {
    private static final Map<DatasetKind, Schema> ALL =
        Arrays.stream(DatasetKind.values())
            .collect(Collectors.toUnmodifiableMap(kind -> kind, DatasetKind::read));
  }

  /** Name in manifests and footers: the lower-case name. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The kind of a label.
   *
   * @param where file named in the error
   * @throws UserException if no kind has this label
   */
  public static DatasetKind ofLabel(String label, String where) {
    for (DatasetKind kind : values()) {
      if (kind.label().equals(label)) {
        return kind;
      }
    }
    throw UserException.of("unknown kind of dataset")
        .where(where)
        .given(label)
        .allowed(Arrays.stream(values()).map(DatasetKind::label).collect(Collectors.joining(", ")))
        .todo("read the dataset with the version of fieldbeam that wrote it")
        .build();
  }

  /** The Avro schema of a row, from {@code schemas/}. */
  public Schema schema() {
    return Schemas.ALL.get(this);
  }

  private Schema read() {
    String resource = "/org/fieldbeam/schemas/" + label() + ".avsc";
    try (InputStream in = DatasetKind.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource " + resource + " is not in the jar");
      }
      return new Schema.Parser().parse(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
