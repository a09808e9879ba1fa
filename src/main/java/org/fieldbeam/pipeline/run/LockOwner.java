package org.fieldbeam.pipeline.run;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.fieldbeam.beam.job.StageJob;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.JsonObject;

/**
 * Who holds an {@link OutputLock}.
 *
 * @param host name of the machine
 * @param pid number of the process
 * @param started when the process started: another one may get its number
 * @param since when it took the lock
 * @param jobs how the names of its jobs begin, which may outlive it on a cluster
 */
record LockOwner(String host, long pid, String started, String since, String jobs) {
  /** This process, from now on. */
  static LockOwner self() {
    ProcessHandle process = ProcessHandle.current();
    return new LockOwner(
        hostName(),
        process.pid(),
        startOf(process),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        StageJob.namePrefix());
  }

  /** What a lock file says; nothing if it is blank, or its writer was killed while it wrote. */
  static Optional<LockOwner> parse(String text, String where) {
    if (text.isBlank()) {
      return Optional.empty();
    }
    try {
      JsonObject json = Json.parseObject(text, where);
      return Optional.of(
          new LockOwner(
              json.string("host"),
              json.integer("pid"),
              json.string("started"),
              json.string("since"),
              json.string("jobs")));
    } catch (UserException e) {
      return Optional.empty();
    }
  }

  String toJson() {
    return Json.pretty(
        Map.of("host", host, "pid", pid, "started", started, "since", since, "jobs", jobs));
  }

  boolean onThisHost() {
    return host.equals(hostName());
  }

  boolean isThisProcess() {
    return onThisHost() && pid == ProcessHandle.current().pid();
  }

  /** Whether a process of this host is the very one that took the lock, and lives. */
  boolean alive() {
    return ProcessHandle.of(pid).filter(process -> startOf(process).equals(started)).isPresent();
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
