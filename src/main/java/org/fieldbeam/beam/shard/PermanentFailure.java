package org.fieldbeam.beam.shard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.CancellationException;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.fieldbeam.data.storage.Storage;

/**
 * A failure that comes back at every attempt: Flink, which knows it by its annotation, ends the job
 * at once instead of restarting it.
 *
 * <p>A shard is a pure function, so what its computation throws it will throw again: damaged input,
 * settings that do not fit, a bug, a library that cannot be loaded, a stack that is full. Input and
 * output are different. A file system may stutter, or show a new file to one machine later than to
 * another; only a full disk and a missing permission do not pass by themselves. A lack of memory,
 * which others on the machine may have caused, and what Beam and Flink throw stay theirs.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class PermanentFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private PermanentFailure(Throwable cause) {
    super(cause.getMessage(), cause);
  }

  /** Work of a stage, without handing elements to the runner. */
  @FunctionalInterface
  public interface Work<T> {
    /** Does it. */
    T run() throws IOException;
  }

  /**
   * Does some work of a stage on a worker.
   *
   * @throws PermanentFailure around what it threw, if it will throw it again
   * @throws IOException if it may not
   */
  public static <T> T unlessPassing(Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (IOException | RuntimeException e) {
      if (comesBack(e)) {
        throw new PermanentFailure(e);
      }
      throw e;
    } catch (LinkageError | StackOverflowError e) {
      throw new PermanentFailure(e);
    }
  }

  private static boolean comesBack(Throwable thrown) {
    boolean passes = false;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      if (Storage.isFull(t) || t instanceof AccessDeniedException) {
        return true;
      }
      passes |=
          t instanceof IOException
              || t instanceof UncheckedIOException
              || t instanceof CancellationException
              || t instanceof Error
              || isOfEngine(t);
    }
    return !passes;
  }

  private static boolean isOfEngine(Throwable t) {
    String name = t.getClass().getName();
    return name.startsWith("org.apache.beam.") || name.startsWith("org.apache.flink.");
  }
}
