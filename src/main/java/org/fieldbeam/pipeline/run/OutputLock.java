package org.fieldbeam.pipeline.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.data.storage.Storage;

/**
 * Keeps two runs out of one output folder.
 *
 * <p>The file {@value #FILE_NAME} says who holds the lock. On a local file system it is locked by
 * the operating system too, which lets go when the process ends in whatever way. Where file systems
 * do not carry locks between machines, what the file says decides: a process of this machine that
 * is gone has left a stale lock, which is taken over; of another machine nothing can be known, and
 * the user is asked.
 *
 * <p>Other file systems (object stores, HDFS) have no locks. There a run writes its name into the
 * file, waits, and goes on if it still finds its own. Two runs that start at once are kept apart if
 * both do so within that time; beyond it a run sees the other's name before it writes. What two
 * runs that got past each other write is nevertheless right: the same shards.
 */
final class OutputLock implements AutoCloseable {
  static final String FILE_NAME = ".fieldbeam-lock";
  private static final int MAX_OWNER_BYTES = 4096;

  /** Longer than a file system takes to show a file that it has taken. */
  private static final Duration SETTLING = Duration.ofSeconds(2);

  private final LockOwner left;
  private final Runnable release;

  private OutputLock(LockOwner left, Runnable release) {
    this.left = left;
    this.release = release;
  }

  /** How the names of the jobs begin of a run that ended without releasing the lock. */
  Optional<String> jobsLeft() {
    return Optional.ofNullable(left).map(LockOwner::jobs);
  }

  /**
   * Locks an output folder, which is made if it is not there.
   *
   * @throws UserException if another run holds the lock, or the folder cannot be written
   * @throws InterruptedException if interrupted while it waits
   */
  static OutputLock acquire(String output) throws InterruptedException {
    Optional<Path> folder = LocalPaths.of(output);
    return folder.isPresent() ? lock(folder.get(), output) : claim(output, SETTLING);
  }

  /**
   * Claims a folder of a file system without locks.
   *
   * @param settling how long another run may take from its look at the file to its name in it
   */
  static OutputLock claim(String output, Duration settling) throws InterruptedException {
    String file = Storage.resolve(output, FILE_NAME);
    Optional<LockOwner> before = owner(file);
    if (before.filter(LockOwner::onThisHost).filter(LockOwner::alive).isPresent()) {
      throw busy(file, before);
    }
    refuseElsewhere(file, before);
    LockOwner self = LockOwner.self();
    Storage.writeText(file, self.toJson());
    Thread.sleep(settling.toMillis());
    Optional<LockOwner> now = owner(file);
    if (!now.equals(Optional.of(self))) {
      throw busy(file, now);
    }
    return new OutputLock(
        before.orElse(null),
        () -> {
          if (owner(file).equals(Optional.of(self))) {
            Storage.delete(file);
          }
        });
  }

  private static Optional<LockOwner> owner(String file) {
    return Storage.exists(file) ? LockOwner.parse(Storage.readText(file), file) : Optional.empty();
  }

  private static OutputLock lock(Path folder, String output) {
    Path file = folder.resolve(FILE_NAME);
    FileChannel channel;
    try {
      Files.createDirectories(folder);
      requireOwnFile(file);
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS); // should it have become one since
    } catch (IOException e) {
      throw UserException.of("cannot write into the output folder")
          .where(output)
          .given(LocalPaths.reason(e))
          .allowed("a folder that exists or can be made, and is writable")
          .todo("choose another folder with --output, or change its permissions")
          .cause(e)
          .build();
    }
    try {
      LockOwner left = claim(channel, file);
      return new OutputLock(left, () -> release(channel));
    } catch (IOException e) {
      close(channel);
      throw UserException.of("cannot lock the output folder")
          .where(file.toString())
          .given(LocalPaths.reason(e))
          .todo("check the file system's free space and permissions")
          .cause(e)
          .build();
    } catch (UserException e) {
      close(channel);
      throw e;
    }
  }

  /**
   * Refuses to write through a link into a file elsewhere, and into what is no file: the lock would
   * empty the one and wait for the other.
   */
  private static void requireOwnFile(Path file) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    boolean unix = regular && file.getFileSystem().supportedFileAttributeViews().contains("unix");
    if (!regular || (unix && (Integer) Files.getAttribute(file, "unix:nlink") > 1)) {
      throw UserException.of("the lock of the output folder is a link, or no file")
          .where(file.toString())
          .given(
              Files.isSymbolicLink(file)
                  ? "a symbolic link to " + Files.readSymbolicLink(file)
                  : regular ? "a file with another name elsewhere" : "a folder or device")
          .allowed("nothing, or a file that a run left there")
          .todo("remove it, if nobody needs it, and run again; or choose another --output")
          .build();
    }
  }

  /** Writes this process into the file; returns who stood there, or null. */
  private static LockOwner claim(FileChannel channel, Path file) throws IOException {
    boolean locked = lock(channel);
    Optional<LockOwner> owner = LockOwner.parse(read(channel), file.toString());
    boolean alive =
        owner
            .filter(LockOwner::onThisHost)
            .filter(LockOwner::alive)
            .filter(o -> !o.isThisProcess()) // or the lock would not have been had
            .isPresent();
    if (!locked || alive) {
      throw busy(file.toString(), owner);
    }
    refuseElsewhere(file.toString(), owner);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(LockOwner.self().toJson().getBytes(StandardCharsets.UTF_8)), 0);
    channel.force(true);
    return owner.orElse(null);
  }

  private static UserException busy(String file, Optional<LockOwner> owner) {
    return UserException.of("another run is writing into this output folder")
        .where(file)
        .given(owner.map(LockOwner::toString).orElse("a process that holds the lock"))
        .allowed("one run of an output folder at a time")
        .todo("wait for it, stop it, or give this run another folder with --output")
        .build();
  }

  private static void refuseElsewhere(String file, Optional<LockOwner> owner) {
    Optional<LockOwner> elsewhere = owner.filter(o -> !o.onThisHost());
    if (elsewhere.isPresent()) {
      throw UserException.of("a run on another machine has not released this output folder")
          .where(file)
          .given(elsewhere.get())
          .allowed("one run of an output folder at a time")
          .todo("if that run is gone, delete the file named above and run again")
          .build();
    }
  }

  /** Whether no other process holds the lock, as far as the file system can tell. */
  @SuppressWarnings("ChannelLock") // released with the channel, which the caller keeps or closes
  private static boolean lock(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return true; // a file system without locks: what the file says must do
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(MAX_OWNER_BYTES);
    channel.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
  }

  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // nothing was written through it that could be lost
    }
  }

  /** Empties the file and lets it go: deleting it could take it from under another run. */
  private static void release(FileChannel channel) {
    try {
      channel.truncate(0);
    } catch (IOException e) {
      // the next run finds a process that is gone, and takes over
    } finally {
      close(channel);
    }
  }

  /** Releases the lock. */
  @Override
  public void close() {
    release.run();
  }
}
