package org.fieldbeam.pipeline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.data.Json;
import org.fieldbeam.data.JsonObject;
import org.fieldbeam.data.LocalPaths;
import org.fieldbeam.data.UserException;

/**
 * Keeps two runs out of one output folder.
 *
 * <p>The file {@value #FILE_NAME} is locked by the operating system, which lets go when the process
 * ends in whatever way, and says who holds it. Where file systems do not carry locks between
 * machines, what the file says decides: a process of this machine that is gone has left a stale
 * lock, which is taken over; of another machine nothing can be known, and the user is asked.
 * Folders that are not on a local file system are not locked.
 */
final class OutputLock implements AutoCloseable {
  static final String FILE_NAME = ".fieldbeam-lock";
  private static final int MAX_OWNER_BYTES = 4096;

  private final FileChannel channel;

  private OutputLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Who holds a lock. */
  private record Owner(String host, long pid, String started, String since) {
    static Owner self() {
      ProcessHandle process = ProcessHandle.current();
      return new Owner(
          hostName(),
          process.pid(),
          startOf(process),
          Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    static Optional<Owner> parse(String text, String where) {
      if (text.isBlank()) {
        return Optional.empty();
      }
      try {
        JsonObject json = Json.parseObject(text, where);
        return Optional.of(
            new Owner(
                json.string("host"),
                json.integer("pid"),
                json.string("started"),
                json.string("since")));
      } catch (UserException e) {
        // a process was killed while it wrote these few bytes; the lock itself has told us it is
        // gone
        return Optional.empty();
      }
    }

    String toJson() {
      return Json.pretty(Map.of("host", host, "pid", pid, "started", started, "since", since));
    }

    boolean onThisHost() {
      return host.equals(hostName());
    }

    /** Whether this very process runs on this host; another one may have got its number since. */
    boolean alive() {
      return ProcessHandle.of(pid)
          .filter(process -> startOf(process).equals(started))
          .filter(process -> process.pid() != ProcessHandle.current().pid())
          .isPresent();
    }

    private static String startOf(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }

    private static String hostName() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "unknown";
      }
    }

    @Override
    public String toString() {
      return "process " + pid + " on " + host + ", since " + since;
    }
  }

  /**
   * Locks an output folder, which is made if it is not there.
   *
   * @throws UserException if another run holds the lock, or the folder cannot be written
   */
  static OutputLock acquire(String output) {
    Optional<Path> folder = LocalPaths.of(output);
    if (folder.isEmpty()) {
      return new OutputLock(null);
    }
    Path file = folder.get().resolve(FILE_NAME);
    FileChannel channel;
    try {
      Files.createDirectories(folder.get());
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw UserException.of("cannot write into the output folder")
          .where(output)
          .given(e.toString())
          .allowed("a folder that exists or can be made, and is writable")
          .todo("choose another folder with --output, or change its permissions")
          .cause(e)
          .build();
    }
    try {
      claim(channel, file);
      return new OutputLock(channel);
    } catch (IOException e) {
      close(channel);
      throw UserException.of("cannot lock the output folder")
          .where(file.toString())
          .given(e.toString())
          .todo("check the file system's free space and permissions")
          .cause(e)
          .build();
    } catch (UserException e) {
      close(channel);
      throw e;
    }
  }

  private static void claim(FileChannel channel, Path file) throws IOException {
    boolean locked = lock(channel);
    Optional<Owner> owner = Owner.parse(read(channel), file.toString());
    if (!locked || owner.filter(o -> o.onThisHost() && o.alive()).isPresent()) {
      throw UserException.of("another run is writing into this output folder")
          .where(file.toString())
          .given(owner.map(Owner::toString).orElse("a process that holds the lock"))
          .allowed("one run of an output folder at a time")
          .todo("wait for it, stop it, or give this run another folder with --output")
          .build();
    }
    Optional<Owner> elsewhere = owner.filter(o -> !o.onThisHost());
    if (elsewhere.isPresent()) {
      throw UserException.of("a run on another machine has not released this output folder")
          .where(file.toString())
          .given(elsewhere.get())
          .allowed("one run of an output folder at a time")
          .todo("if that run is gone, delete the file named above and run again")
          .build();
    }
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(Owner.self().toJson().getBytes(StandardCharsets.UTF_8)), 0);
    channel.force(true);
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

  /** Releases the lock. The file stays, empty: deleting it could take it from under another run. */
  @Override
  public void close() {
    if (channel == null) {
      return;
    }
    try {
      channel.truncate(0);
    } catch (IOException e) {
      // the next run finds a process that is gone, and takes over
    } finally {
      close(channel);
    }
  }
}
