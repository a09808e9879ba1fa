package org.fieldbeam.data.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.ResourceId;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.fieldbeam.data.UserException;

/**
 * What {@link Storage} asks of file systems other than the local one.
 *
 * <p>Beam learns of them from the class path when a pipeline is made. A path may be asked for
 * before that: then they are looked up here, with the options of {@link #optionArguments()}.
 */
public final class RemoteFiles {
  /** Environment variable with options of Beam's file systems. */
  public static final String VARIABLE = "FIELDBEAM_STORAGE";

  private RemoteFiles() {}

  /**
   * Options of Beam's file systems, as its pipelines take them, separated by blanks: {@code
   * --awsRegion=eu-central-1}. They stand in the environment variable {@value #VARIABLE} or, before
   * it, in the system property {@code fieldbeam.storage}.
   */
  public static String[] optionArguments() {
    String given =
        System.getProperty("fieldbeam.storage", System.getenv().getOrDefault(VARIABLE, ""));
    return given.isBlank() ? new String[0] : given.strip().split("\\s+");
  }

  static void require(String path) {
    resource(path);
  }

  /**
   * The file of a path, or URI.
   *
   * @throws UserException if there is no file system of its scheme
   */
  static ResourceId resource(String path) {
    try {
      return match(path);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw UserException.of("no file system for this path: " + e.getMessage())
          .where(path)
          .allowed(
              "a local path, or a URI of a file system whose Beam module is on the class path:"
                  + " hdfs:// with FIELDBEAM_PROFILES=hdfs, s3:// with FIELDBEAM_PROFILES=s3")
          .todo(
              "check the part before the colon; start through runners/local or runners/flink/run"
                  + " with FIELDBEAM_PROFILES set; options of the file system stand in "
                  + VARIABLE)
          .cause(e)
          .build();
    }
  }

  private static ResourceId match(String path) {
    try {
      return FileSystems.matchNewResource(path, false);
    } catch (IllegalArgumentException | IllegalStateException unknown) {
      FileSystems.setDefaultPipelineOptions(
          PipelineOptionsFactory.fromArgs(optionArguments()).create());
      return FileSystems.matchNewResource(path, false);
    }
  }

  /** Length of a file; empty if it is not there. */
  static OptionalLong size(String path) {
    SortedMap<String, Long> found = sizes(path);
    return found.isEmpty() ? OptionalLong.empty() : OptionalLong.of(found.get(found.firstKey()));
  }

  /** Files of a glob with their lengths. */
  static SortedMap<String, Long> sizes(String pattern) {
    require(pattern);
    SortedMap<String, Long> found = new TreeMap<>();
    try {
      MatchResult match = ask(() -> FileSystems.match(pattern, EmptyMatchTreatment.ALLOW));
      if (match.status() == MatchResult.Status.NOT_FOUND) {
        return found;
      }
      // throws what went wrong: a store that does not answer is not an empty one
      match.metadata().forEach(m -> found.put(m.resourceId().toString(), m.sizeBytes()));
      return found;
    } catch (FileNotFoundException e) {
      return found;
    } catch (IOException e) {
      throw Storage.unlistable(pattern, e);
    }
  }

  /** A question to a file system. */
  @FunctionalInterface
  interface Question<T> {
    T answer() throws IOException;
  }

  /**
   * Asks a file system.
   *
   * @throws IOException also for what clients of stores throw unchecked: a store that refuses or
   *     does not answer is no bug
   */
  static <T> T ask(Question<T> question) throws IOException {
    try {
      return question.answer();
    } catch (UserException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }
}
