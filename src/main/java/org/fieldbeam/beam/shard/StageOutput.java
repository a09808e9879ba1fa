package org.fieldbeam.beam.shard;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a stage writes, and what identifies the result. Immutable.
 *
 * <pre>{@code
 * StageOutput output = StageOutput.to("out/phi4/hmc").withInputHash(hash);
 * }</pre>
 */
public final class StageOutput implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String folder;
  private final String inputHash;

  private StageOutput(String folder, String inputHash) {
    this.folder = folder;
    this.inputHash = inputHash;
  }

  /**
   * Writes into a folder: a local path or a URI that Beam's FileSystems knows.
   *
   * @throws IllegalArgumentException if the folder is blank
   */
  public static StageOutput to(String folder) {
    if (folder.isBlank()) {
      throw new IllegalArgumentException("the output folder is blank; give a path or a URI");
    }
    return new StageOutput(trimmed(folder), null);
  }

  /**
   * Refuses a transform that does not know where to write.
   *
   * @param output the output; null if none was given
   * @param transform name of the transform
   * @throws IllegalArgumentException if there is none
   */
  public static void require(StageOutput output, String transform) {
    if (output == null) {
      throw new IllegalArgumentException(
          transform + " has no output; call into(StageOutput.to(FOLDER))");
    }
  }

  /** A path without a slash at its end. */
  static String trimmed(String path) {
    String trimmed = path;
    while (trimmed.length() > 1 && trimmed.endsWith("/")) {
      trimmed = trimmed.substring(0, trimmed.length() - 1);
    }
    return trimmed;
  }

  /**
   * The SHA-256 of everything the dataset is a function of. A finished shard with this hash in its
   * footer is kept when the stage is run again, one with another hash is an error. Without it the
   * stage derives one from its own parameters and its parents' hashes.
   *
   * @param sha256 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException if it is not that
   */
  public StageOutput withInputHash(String sha256) {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "input hash '" + sha256 + "' is no SHA-256; give 64 lower-case hexadecimal digits");
    }
    return new StageOutput(folder, sha256);
  }

  /** The folder, without a slash at its end. */
  public String folder() {
    return folder;
  }

  /** The last part of the folder, by which people call the dataset. */
  public String name() {
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  public Optional<String> inputHash() {
    return Optional.ofNullable(inputHash);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StageOutput output
        && folder.equals(output.folder)
        && Objects.equals(inputHash, output.inputHash);
  }

  @Override
  public int hashCode() {
    return Objects.hash(folder, inputHash);
  }

  @Override
  public String toString() {
    return folder;
  }
}
