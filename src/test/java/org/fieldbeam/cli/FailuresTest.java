package org.fieldbeam.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.fieldbeam.beam.job.Runners;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.beam.shard.Progress;
import org.fieldbeam.cli.text.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Error of the virtual machine ends in words that say what to set. */
class FailuresTest {
  private static Error because(Error error, Throwable cause) {
    error.initCause(cause);
    return error;
  }

  /** An error as the virtual machine or a library throws it, and what the message must name. */
  private record Kind(String name, Supplier<Error> error, List<String> named) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Kind> KINDS =
      List.of(
          kind("heap", () -> new OutOfMemoryError("Java heap space"), "FIELDBEAM_HEAP"),
          kind(
              "collector",
              () -> new OutOfMemoryError("GC overhead limit exceeded"),
              "FIELDBEAM_HEAP"),
          kind(
              "direct",
              () -> new OutOfMemoryError("Cannot reserve 4096 bytes of direct buffer memory"),
              "FIELDBEAM_HEAP"),
          kind("no words", OutOfMemoryError::new, "FIELDBEAM_HEAP"),
          kind(
              "array",
              () -> new OutOfMemoryError("Requested array size exceeds VM limit"),
              "chainsPerShard"),
          kind(
              "threads",
              () ->
                  new OutOfMemoryError(
                      "unable to create native thread: possibly out of memory or process/resource limits"
                          + " reached"),
              "--parallelism",
              "ulimit -u"),
          kind("metaspace", () -> new OutOfMemoryError("Metaspace"), "-XX:MaxMetaspaceSize"),
          kind("stack", StackOverflowError::new, "-Xss"),
          kind(
              "noexec",
              () ->
                  new UnsatisfiedLinkError(
                      "/t/libzstd-jni.so: failed to map segment from shared object\nno zstd in"
                          + " java.library.path"),
              "java.io.tmpdir",
              "noexec"),
          kind(
              "full zstd",
              () ->
                  new ExceptionInInitializerError(
                      "Cannot unpack libzstd-jni: No space left on device"),
              "java.io.tmpdir"),
          kind(
              "full snappy",
              () -> new UnsatisfiedLinkError("no snappyjava in java.library.path: /usr/lib"),
              "java.io.tmpdir"),
          kind(
              "platform",
              () -> new UnsatisfiedLinkError("no jnitorch in java.library.path: /usr/lib"),
              "x86-64",
              "java.io.tmpdir"),
          kind(
              "initializer",
              () ->
                  new ExceptionInInitializerError(
                      new UnsatisfiedLinkError(
                          "/t/x.so: failed to map segment from shared object")),
              "java.io.tmpdir"),
          kind(
              "initializer of others",
              () -> new ExceptionInInitializerError(new IllegalStateException("no service")),
              "IllegalStateException: no service",
              "mvn"),
          kind(
              "second time",
              () ->
                  because(
                      new NoClassDefFoundError(
                          "Could not initialize class com.github.luben.zstd.Zstd"),
                      new ExceptionInInitializerError(
                          "Exception java.lang.UnsatisfiedLinkError: /t/x.so: failed to map segment"
                              + " [in thread \"main\"]")),
              "java.io.tmpdir"),
          kind(
              "missing class",
              () -> new NoClassDefFoundError("org/apache/avro/Schema"),
              "avro",
              "mvn"),
          kind("mixed", () -> new NoSuchMethodError("'void org.x.Y.z()'"), "org.x.Y", "mvn"),
          kind("old java", () -> new UnsupportedClassVersionError("61.0"), "JAVA_HOME"),
          kind(
              "machine",
              () -> new InternalError("a fault occurred in an unsafe memory access operation"),
              "disk",
              "JAVA_HOME"));

  private static Kind kind(String name, Supplier<Error> error, String... named) {
    return new Kind(name, error, List.of(named));
  }

  private static String report(Throwable failure) {
    StringWriter text = new StringWriter();
    assertEquals(ExitCode.FAILED, Failures.report(failure, new PrintWriter(text), false));
    return text.toString();
  }

  private static void requireWords(Kind kind, String text) {
    assertTrue(text.startsWith("fieldbeam: "), text);
    assertTrue(text.contains("\n  to do: "), text);
    assertFalse(text.contains("\tat ") || text.contains("internal error"), text);
    assertFalse(text.contains("--stacktrace"), text);
    kind.named.forEach(word -> assertTrue(text.contains(word), () -> word + " in " + text));
  }

  private static Stream<Arguments> wrapped() {
    return KINDS.stream()
        .flatMap(
            kind ->
                Stream.of(
                    Arguments.of(kind, kind.error.get()),
                    Arguments.of(kind, new RuntimeException(new IOException(kind.error.get())))));
  }

  @ParameterizedTest
  @MethodSource("wrapped")
  void theWordsSayWhatToSet(Kind kind, Throwable failure) {
    requireWords(kind, report(failure));
  }

  /** Throws an error inside a worker of the engine. */
  private static final class Thrower extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final int kind;

    Thrower(Kind kind) {
      this.kind = KINDS.indexOf(kind);
    }

    @ProcessElement
    public void process(@Element Integer element) {
      if (element > 0) {
        throw KINDS.get(kind).error.get();
      }
    }
  }

  private static Stream<Arguments> workers() {
    return KINDS.stream()
        .filter(kind -> List.of("heap", "stack", "noexec", "second time").contains(kind.name()))
        .flatMap(kind -> Stream.of("direct", "flink").map(runner -> Arguments.of(kind, runner)));
  }

  @ParameterizedTest
  @MethodSource("workers")
  void errorsOfWorkersEndTheStage(Kind kind, String runner) {
    Exception failure =
        assertThrows(
            Exception.class,
            () ->
                StageJob.run(
                    "work",
                    runner.equals("flink") ? Runners.flink(2) : Runners.direct(2),
                    beam -> beam.apply(Create.of(1, 2, 3)).apply(ParDo.of(new Thrower(kind))),
                    Progress.none()));
    requireWords(kind, report(failure));
  }

  @Test
  void aCycleOfCausesEnds() {
    RuntimeException first = new RuntimeException("first");
    first.initCause(new IllegalStateException("second", first));
    assertTrue(report(first).contains("first"));
  }
}
