package org.fieldbeam.beam.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.Test;

class PermanentFailureTest {
  private static Exception thrown(RuntimeException failure) {
    return assertThrows(
        Exception.class,
        () ->
            PermanentFailure.unlessPassing(
                () -> {
                  throw failure;
                }));
  }

  private static UserException user(Exception cause) {
    return UserException.of("cannot write").cause(cause).build();
  }

  @Test
  void whatComesBackEndsTheJob() {
    for (RuntimeException failure :
        List.of(
            user(null),
            user(new IllegalArgumentException("kappa")),
            user(new IOException("No space left on device")),
            user(new IOException("writing", new IOException("Disk quota exceeded"))),
            user(new AccessDeniedException("/data")),
            new IllegalStateException("a bug"))) {
      Exception seen = thrown(failure);
      assertTrue(
          ThrowableClassifier.findThrowableOfThrowableType(
                  new RuntimeException("of a runner", seen), ThrowableType.NonRecoverableError)
              .isPresent(),
          failure::toString);
      assertEquals(failure, seen.getCause());
      assertEquals(failure.getMessage(), seen.getMessage());
    }
  }

  @Test
  void errorsThatComeBackEndTheJob() {
    for (Error error :
        List.of(
            new UnsatisfiedLinkError("no zstd"),
            new NoClassDefFoundError("zstd"),
            new StackOverflowError())) {
      PermanentFailure seen =
          assertThrows(
              PermanentFailure.class,
              () ->
                  PermanentFailure.unlessPassing(
                      () -> {
                        throw error;
                      }));
      assertEquals(error, seen.getCause());
    }
    OutOfMemoryError memory = new OutOfMemoryError();
    assertEquals(
        memory,
        assertThrows(
            OutOfMemoryError.class,
            () ->
                PermanentFailure.unlessPassing(
                    () -> {
                      throw memory;
                    })));
  }

  @Test
  void whatMayPassIsLeftToTheRestartStrategy() {
    for (RuntimeException failure :
        List.of(
            user(new IOException("Connection reset")),
            user(new NoSuchFileException("not shown yet")),
            user(new ClosedByInterruptException()),
            new CancellationException("stopped"),
            new IllegalStateException(new OutOfMemoryError()),
            new RuntimeException(
                new org.apache.flink.runtime.execution.CancelTaskException("stopped")))) {
      assertEquals(failure, thrown(failure));
    }
  }
}
