package org.fieldbeam.torch;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs what may never end, such as a program from elsewhere, beside the caller. Machine code cannot
 * be interrupted: one that is given up on goes on in the background until the process ends.
 */
final class Patience {
  /** Waits are divided, so that a process that was stopped and woken does not count the pause. */
  private static final int PARTS = 10;

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "TorchScript");
            thread.setDaemon(true);
            return thread;
          });

  private Patience() {}

  /** Work that says how far it has come. */
  interface Work<T> {
    /**
     * Does it.
     *
     * @param steps counted up at each sign of progress
     */
    T run(AtomicLong steps);
  }

  /**
   * Waits for some work, as long as it gets on.
   *
   * @param milliseconds how long to wait without a sign of progress
   * @throws TimeoutException if there was none for so long
   * @throws CancellationException if the caller is interrupted meanwhile
   */
  static <T> T await(Work<T> work, long milliseconds) throws TimeoutException {
    AtomicLong steps = new AtomicLong();
    Callable<T> call = () -> work.run(steps);
    Future<T> result = THREADS.submit(call);
    long seen = 0;
    for (int part = 0; ; part++) {
      try {
        return result.get(Math.max(1, milliseconds / PARTS), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long now = steps.get();
        if (now == seen && part >= PARTS - 1) {
          throw e;
        } else if (now != seen) {
          seen = now;
          part = -1;
        }
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) e.getCause(); // work throws no other
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted");
      }
    }
  }
}
