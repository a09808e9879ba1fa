package org.fieldbeam.pipeline.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.data.UserException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputLockTest {
  private static final String OWNER =
      "{\"host\": \"%s\", \"pid\": %d, \"started\": \"%s\", \"since\": \"then\","
          + " \"jobs\": \"fieldbeam-7-\"}";

  @TempDir Path folder;
  private String output;
  private Path lock;

  @BeforeEach
  void output() throws IOException {
    lock = Files.createDirectory(folder.resolve("out put")).resolve(OutputLock.FILE_NAME);
    output = lock.getParent().toString();
  }

  private static String owner(String host, long pid) {
    return OWNER.formatted(host, pid, "x");
  }

  private static String thisHost() throws IOException {
    return InetAddress.getLocalHost().getHostName();
  }

  private String refused() {
    return assertThrows(UserException.class, () -> OutputLock.acquire(output)).getMessage();
  }

  @Test
  void twoRunsOfOneOutput() throws Exception {
    OutputLock first = OutputLock.acquire(output);
    String message = refused();
    assertTrue(message.contains("another run is writing"), message);
    assertTrue(message.contains("process " + ProcessHandle.current().pid()), message);
    first.close();
    assertEquals(0, Files.size(lock));
    OutputLock.acquire(output).close();
  }

  @Test
  void staleLocks() throws Exception {
    Files.writeString(lock, owner(thisHost(), Integer.MAX_VALUE));
    try (OutputLock taken = OutputLock.acquire(output)) {
      assertEquals(Optional.of("fieldbeam-7-"), taken.jobsLeft());
      assertTrue(Files.readString(lock).contains(StageJob.namePrefix()));
    }
    try (OutputLock taken = OutputLock.acquire(output)) {
      assertEquals(Optional.empty(), taken.jobsLeft());
    }
    Files.writeString(lock, "{\"host\": \"cut sh");
    OutputLock.acquire(output).close();
    Files.writeString(lock, owner("elsewhere", 1));
    String message = refused();
    assertTrue(message.contains("process 1 on elsewhere"), message);
    assertTrue(message.contains("delete the file"), message);
    Files.delete(lock);
    OutputLock.acquire(output).close();
  }

  /** It would be emptied, and be told who runs. */
  @Test
  void aLockThatIsALinkIsNotFollowed() throws Exception {
    Path precious = Files.writeString(folder.resolve("precious"), "thesis");
    Files.createSymbolicLink(lock, precious);
    String message = refused();
    assertTrue(message.contains("a symbolic link to " + precious), message);
    Files.delete(lock);
    Files.createLink(lock, precious);
    assertTrue(refused().contains("another name elsewhere"));
    Files.delete(lock);
    Files.createSymbolicLink(lock, folder.resolve("none"));
    assertTrue(refused().contains("a symbolic link to"));
    assertTrue(Files.notExists(folder.resolve("none")));
    Files.delete(lock);
    Files.createDirectory(lock);
    assertTrue(refused().contains("a folder or device"));
    assertEquals("thesis", Files.readString(precious));
  }

  @Test
  void lockOfAnotherProcess() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                output)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertEquals('L', other.getInputStream().read());
      String message = refused();
      assertTrue(message.contains("process " + other.pid()), message);
      message =
          assertThrows(UserException.class, () -> OutputLock.claim(output, Duration.ZERO))
              .getMessage();
      assertTrue(message.contains("process " + other.pid()), message);
    } finally {
      other.destroyForcibly().waitFor();
    }
    OutputLock.acquire(output).close();
  }

  /** Holds a lock until it is killed. */
  static final class LockHolder {
    public static void main(String[] args) throws Exception {
      OutputLock.acquire(args[0]);
      System.out.print('L');
      System.out.flush();
      Thread.sleep(60_000);
    }
  }

  /** What is done on file systems without locks; it works on any. */
  @Test
  void claims() throws Exception {
    try (OutputLock first = OutputLock.claim(output, Duration.ZERO)) {
      assertEquals(Optional.empty(), first.jobsLeft());
      String message =
          assertThrows(UserException.class, () -> OutputLock.claim(output, Duration.ZERO))
              .getMessage();
      assertTrue(message.contains("another run is writing"), message);
    }
    assertTrue(Files.notExists(lock));
    Files.writeString(lock, owner(thisHost(), Integer.MAX_VALUE));
    try (OutputLock taken = OutputLock.claim(output, Duration.ZERO)) {
      assertEquals(Optional.of("fieldbeam-7-"), taken.jobsLeft());
    }
    Files.writeString(lock, owner("elsewhere", 1));
    assertThrows(UserException.class, () -> OutputLock.claim(output, Duration.ZERO));
  }

  /** Another machine writes its name between this one's look and its settling. */
  @Test
  void ofTwoClaimsAtOnceTheLastOneWins() throws Exception {
    Thread other =
        new Thread(
            () -> {
              try {
                while (!Files.exists(lock)) {
                  Thread.sleep(1);
                }
                Files.writeString(lock, owner("elsewhere", 2));
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    other.start();
    String message =
        assertThrows(UserException.class, () -> OutputLock.claim(output, Duration.ofSeconds(1)))
            .getMessage();
    other.join();
    assertTrue(message.contains("process 2 on elsewhere"), message);
    assertTrue(Files.readString(lock).contains("elsewhere"), "the other one's name was deleted");
  }
}
