package org.fieldbeam.beam.shard;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fieldbeam.core.field.FieldLayout;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.dataset.InputHash;

/**
 * What the stages that write datasets share: the output, the seed, and the identity of the result.
 *
 * <p>A stage is set up by copies, see {@link #copy}, and not changed once its transform is built.
 */
public abstract class DatasetStage implements ShardFunction, Cloneable {
  private static final long serialVersionUID = 1L;

  /** Configurations that are worked on together: enough for long runs, few enough for the cache. */
  public static final int BATCH = 64;

  public StageOutput output;
  public long seed;

  /** Name of the stage as in pipeline files. */
  public abstract String stageName();

  /** Every setting that the data depend on, by name, apart from the seed and the parents. */
  public abstract Map<String, Object> settings();

  @Override
  public String folder(String input) {
    return output.folder();
  }

  /** A shallow copy: every field of a stage is an immutable value. */
  @SuppressWarnings("unchecked")
  public static <T extends DatasetStage> T copy(T stage) {
    try {
      return (T) ((DatasetStage) stage).clone();
    } catch (CloneNotSupportedException e) {
      throw new AssertionError(e);
    }
  }

  /** Names the random numbers: datasets of one pipeline file share a seed but no numbers. */
  public final String purpose() {
    return stageName() + "/" + output.name();
  }

  /**
   * The identity of the output.
   *
   * @param id name of the dataset
   * @param layout what its configurations, or those that it comes from, consist of
   * @param parents hashes of the contents of what the stage reads
   */
  public final DatasetInfo info(
      DatasetKind kind, String id, FieldLayout layout, List<String> parents) {
    return DatasetInfo.of(kind, id, stageName(), inputHash(id, parents), layout)
        .with(DatasetInfo.BOUNDARY, "periodic")
        .with(DatasetInfo.SEED, seed)
        .with(DatasetInfo.SOFTWARE_VERSION, softwareVersion())
        .with(DatasetInfo.PARENTS, parents);
  }

  private String inputHash(String id, List<String> parents) {
    return output
        .inputHash()
        .map(hash -> id.equals(output.name()) ? hash : InputHash.ofPart(hash, id))
        .orElseGet(
            () ->
                InputHash.of(stageName())
                    .with("id", id)
                    .with("seed", seed)
                    .with("software", softwareVersion())
                    .withSettings(settings())
                    .withParents(parents)
                    .hash());
  }

  public static String softwareVersion() {
    String version = DatasetStage.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Hands the action of a parent on, if the parent names one. */
  public static DatasetInfo withAction(DatasetInfo info, DatasetInfo parent) {
    Object action = parent.property(DatasetInfo.ACTION);
    return action == null ? info : info.with(DatasetInfo.ACTION, action);
  }

  /** Something with a name and parameters as a property of a dataset. */
  public static Map<String, Object> property(String name, Map<String, ?> parameters) {
    return new TreeMap<>(Map.of("name", name, "parameters", new TreeMap<>(parameters)));
  }

  /** Refuses a setting that is negative. */
  public static void requireNotNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 0");
    }
  }

  /** Refuses a setting that is not positive. */
  public static int positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + "; it must be at least 1");
    }
    return value;
  }
}
