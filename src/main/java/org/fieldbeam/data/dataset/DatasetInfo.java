package org.fieldbeam.data.dataset;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.core.lattice.Lattice;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;

/**
 * What a dataset says of itself; it stands in the manifest and in the footer of every shard.
 *
 * <p>The properties are a JSON tree (String, Long, Double, Boolean, List, Map): each becomes the
 * footer key {@code fieldbeam.NAME}. They hold what determines the data and nothing else: no time,
 * no host. Immutable.
 */
public final class DatasetInfo implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Property: {name, parameters} of the action. */
  public static final String ACTION = "action";

  /** Property: {name, parameters} of the algorithm or sampler. */
  public static final String ALGORITHM = "algorithm";

  /** Property: the seed, an integer. */
  public static final String SEED = "seed";

  /** Property: boundary condition, "periodic". */
  public static final String BOUNDARY = "boundary";

  /** Property: version of the software that computed the data. */
  public static final String SOFTWARE_VERSION = "softwareVersion";

  /** Property: list of the hashes of the contents of the parents. */
  public static final String PARENTS = "parents";

  /** Property: noise schedule of noised and training datasets. */
  public static final String DIFFUSION = "diffusion";

  /** Property: {name, parameters} of the model without training that samples are from. */
  public static final String MODEL = "model";

  /** Property: covariance of the noise of noised datasets; isotropic if left out. */
  public static final String COVARIANCE = "covariance";

  /** Property: ladder of levels of noised datasets. */
  public static final String LADDER = "ladder";

  /** Property: {mean, scale} of training datasets. */
  public static final String NORMALIZATION = "normalization";

  /**
   * Property: what a configuration consists of, as {@link FieldLayout#label} says it; "sites real
   * 1" if left out.
   */
  public static final String LAYOUT = "layout";

  /** Property of complex datasets of format 1, in place of the layout: components at each site. */
  private static final String COMPONENTS = "components";

  private static final String SCALAR = "sites real 1";

  /** Property: whether estimates use the column log_weight; false if left out. */
  public static final String WEIGHTED = "weighted";

  /**
   * Property: names of the scalar columns of measurement datasets, in order; of ensembles those
   * beyond the columns that all have, {@value #ACCEPTANCE} at most.
   */
  public static final String SCALARS = "scalars";

  /**
   * Scalar of ensembles of algorithms that accept and reject: the fraction of proposals accepted
   * since the previous configuration of the chain.
   */
  public static final String ACCEPTANCE = "acceptance";

  /**
   * Scalar of measurements of ensembles whose algorithm reports it: the violation of the energy.
   */
  public static final String DELTA_H = "deltaH";

  /**
   * Property of measurement datasets: the kinds of observables that were chosen, each {@code {name:
   * parameters}}.
   */
  public static final String OBSERVABLES = "observables";

  /** Property of measurement datasets: formulas of derived quantities by name, if there are any. */
  public static final String DERIVED = "derived";

  private final DatasetKind kind;
  private final String id;
  private final String stage;
  private final String inputHash;
  private final int[] shape;
  private final TreeMap<String, Object> properties;

  private DatasetInfo(
      DatasetKind kind,
      String id,
      String stage,
      String inputHash,
      int[] shape,
      Map<String, Object> properties) {
    this.kind = Objects.requireNonNull(kind, "kind");
    this.id = Objects.requireNonNull(id, "id");
    this.stage = Objects.requireNonNull(stage, "stage");
    this.inputHash = Objects.requireNonNull(inputHash, "inputHash");
    this.shape = shape.clone();
    this.properties = new TreeMap<>(properties);
    if (inputHash.isBlank() || inputHash.matches("0{64}")) {
      throw new IllegalArgumentException("input hash '" + inputHash + "' is none");
    }
    values(shape, properties);
  }

  /**
   * A dataset.
   *
   * @param kind what its rows are
   * @param id name of the dataset
   * @param stage name of the stage that writes it ("generate", "import", ...)
   * @param inputHash hash of everything that determines its content; finished shards with another
   *     input hash are never taken over
   * @param shape extents of the lattice, 1 to 4 axes
   */
  public static DatasetInfo of(
      DatasetKind kind, String id, String stage, String inputHash, int... shape) {
    return new DatasetInfo(kind, id, stage, inputHash, shape, new TreeMap<>());
  }

  /**
   * A dataset whose rows are fields of a layout, or come from such.
   *
   * @param kind what its rows are
   * @param id name of the dataset
   * @param stage name of the stage that writes it ("generate", "import", ...)
   * @param inputHash hash of everything that determines its content
   * @param layout what a configuration consists of
   */
  public static DatasetInfo of(
      DatasetKind kind, String id, String stage, String inputHash, FieldLayout layout) {
    return of(kind, id, stage, inputHash, layout.lattice().shape()).with(LAYOUT, layout.label());
  }

  /**
   * A copy with one more property.
   *
   * @param name letters and digits, starting with a lower-case letter
   * @param value a JSON tree
   */
  public DatasetInfo with(String name, Object value) {
    if (!name.matches("[a-z][A-Za-z0-9]*") || Shards.RESERVED.contains(name)) {
      throw new IllegalArgumentException("property name " + name);
    }
    TreeMap<String, Object> copy = new TreeMap<>(properties);
    copy.put(name, Json.normalize(value));
    return new DatasetInfo(kind, id, stage, inputHash, shape, copy);
  }

  /** What the rows are. */
  public DatasetKind kind() {
    return kind;
  }

  /** Name of the dataset. */
  public String id() {
    return id;
  }

  /** Name of the stage that wrote it. */
  public String stage() {
    return stage;
  }

  /** Hash of everything that determines the content. */
  public String inputHash() {
    return inputHash;
  }

  /** Extents of the lattice (a copy). */
  public int[] shape() {
    return shape.clone();
  }

  /**
   * The lattice.
   *
   * @throws UserException if the shape is that of no lattice: an axis of one site beside others
   */
  public Lattice lattice() {
    return lattice(shape, "dataset " + id);
  }

  /**
   * The lattice of a shape.
   *
   * @param where named in the error
   * @throws UserException if the shape is that of no lattice
   */
  public static Lattice lattice(int[] shape, String where) {
    try {
      return Lattice.of(shape);
    } catch (IllegalArgumentException e) {
      throw UserException.of("the configurations are not on a lattice that can be used")
          .where(where)
          .given(e.getMessage())
          .todo("import the array without its axes of length 1, as (N, extents)")
          .cause(e)
          .build();
    }
  }

  /**
   * A whole number among the properties.
   *
   * @throws UserException if there is none of this name
   */
  public long integer(String name) {
    return JsonObject.of(properties, "dataset " + id).integer(name);
  }

  /** Number of sites. */
  public int volume() {
    return volume(shape);
  }

  /**
   * What a configuration consists of.
   *
   * @throws UserException if the shape is that of no lattice
   */
  public FieldLayout layout() {
    return FieldLayout.of(lattice(), label(properties));
  }

  /** Whether configurations consist of complex numbers, in two columns. */
  public boolean isComplexified() {
    return !isScalar(properties) && layout().isComplexified();
  }

  /** Whether configurations consist of angles. */
  boolean isAngle() {
    return !isScalar(properties) && layout().isAngle();
  }

  /** Number of field values of a configuration. */
  public int values() {
    return values(shape, properties);
  }

  /**
   * Extents of a configuration as an array, as its rows say them: those of the lattice and, where a
   * site has several values, their number.
   */
  public int[] rowShape() {
    return isScalar(properties) ? shape() : layout().shape();
  }

  private static boolean isScalar(Map<String, Object> properties) {
    return label(properties).equals(SCALAR);
  }

  private static String label(Map<String, Object> properties) {
    if (properties.get(LAYOUT) instanceof String label) {
      return label;
    }
    return properties.containsKey(COMPONENTS)
        ? "sites complexified " + properties.get(COMPONENTS)
        : properties.containsKey(LAYOUT) ? Json.compact(properties.get(LAYOUT)) : SCALAR;
  }

  /**
   * A shape may be that of no lattice, as that of a foreign file was, where a site has one value.
   */
  private static int values(int[] shape, Map<String, Object> properties) {
    return isScalar(properties)
        ? volume(shape)
        : FieldLayout.of(Lattice.of(shape), label(properties)).size();
  }

  /**
   * Where another dataset differs, in words: {@code seed 2 instead of 1}; empty if it does not.
   *
   * @param expected the other dataset
   */
  Optional<String> difference(DatasetInfo expected) {
    SortedMap<String, Object> found = all();
    SortedMap<String, Object> wanted = expected.all();
    TreeSet<String> names = new TreeSet<>(found.keySet());
    names.addAll(wanted.keySet());
    return names.stream()
        .filter(name -> !Objects.equals(found.get(name), wanted.get(name)))
        .map(name -> name + " " + words(found.get(name)) + " instead of " + words(wanted.get(name)))
        .findFirst();
  }

  private static String words(Object value) {
    return value == null ? "none" : Json.compact(value);
  }

  private SortedMap<String, Object> all() {
    SortedMap<String, Object> all = new TreeMap<>(properties);
    all.put("kind", kind.label());
    all.put("id", id);
    all.put("stage", stage);
    all.put("inputHash", inputHash);
    all.put("shape", Json.normalize(shape));
    return all;
  }

  /** The properties as an unmodifiable JSON tree, sorted by name. */
  public SortedMap<String, Object> properties() {
    return Collections.unmodifiableSortedMap(properties);
  }

  /** One property, or null. */
  public Object property(String name) {
    return properties.get(name);
  }

  /** Hashes of the contents of what it was made of, as far as it says. */
  public List<String> parents() {
    return texts(PARENTS);
  }

  /** Whether estimates use the column log_weight. */
  public boolean isWeighted() {
    return Boolean.TRUE.equals(properties.get(WEIGHTED));
  }

  /** Names of the scalar columns of a measurement dataset; empty for other kinds. */
  public List<String> scalars() {
    return texts(SCALARS);
  }

  private List<String> texts(String property) {
    List<String> texts = new ArrayList<>();
    if (properties.get(property) instanceof List<?> list) {
      list.forEach(text -> texts.add(String.valueOf(text)));
    }
    return texts;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DatasetInfo that
        && kind == that.kind
        && id.equals(that.id)
        && stage.equals(that.stage)
        && inputHash.equals(that.inputHash)
        && Arrays.equals(shape, that.shape)
        && properties.equals(that.properties);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, id, stage, inputHash, Arrays.hashCode(shape), properties);
  }

  @Override
  public String toString() {
    return "DatasetInfo[" + kind.label() + " " + id + " " + Arrays.toString(shape) + "]";
  }

  /**
   * Number of sites of a lattice.
   *
   * @throws IllegalArgumentException unless there are 1 to 4 axes of positive extents whose product
   *     is an int
   */
  public static int volume(int[] shape) {
    if (shape.length < 1 || shape.length > Lattice.MAX_AXES) {
      throw new IllegalArgumentException("shape " + Arrays.toString(shape) + ": 1 to 4 axes");
    }
    return product(shape);
  }

  /**
   * Number of values of a configuration of a row's shape, which may have an axis more than the
   * lattice.
   *
   * @throws IllegalArgumentException unless there are 1 to 5 axes of positive extents whose product
   *     is an int
   */
  public static int rowValues(int[] shape) {
    if (shape.length < 1 || shape.length > Lattice.MAX_AXES + 1) {
      throw new IllegalArgumentException("shape " + Arrays.toString(shape) + ": 1 to 5 axes");
    }
    return product(shape);
  }

  private static int product(int[] shape) {
    long volume = 1;
    for (int extent : shape) {
      volume *= extent;
      if (extent < 1 || volume > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("shape " + Arrays.toString(shape));
      }
    }
    return (int) volume;
  }
}
