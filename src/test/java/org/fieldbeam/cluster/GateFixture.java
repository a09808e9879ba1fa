package org.fieldbeam.cluster;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * A cluster and clients that know the {@link GateFileSystem}, for moments that must not be missed.
 */
abstract class GateFixture extends FaultFixture {
  static final String HALF_WRITTEN = "write .part-00005";
  static final String BEFORE_ITS_NAME = "rename part-00005";
  static final String BEFORE_THE_COMMIT = "rename _manifest.json";

  private static GateJars jars;

  Gates gates;

  @BeforeAll
  static void jars() throws IOException {
    jars = new GateJars(shared, LocalCluster.JOB_JAR);
  }

  @BeforeEach
  void gates() throws IOException {
    gates = Gates.above(output.getParent());
  }

  /** A run whose output passes the gates. */
  final Process gatedClient() throws IOException {
    return gatedClient(log, generate);
  }

  final Process gatedClient(Path log, Path file) throws IOException {
    return cluster.run(jars, log, file, 3, GateFileSystem.SCHEME + ":" + output.toAbsolutePath());
  }

  final String close(String gate) throws IOException {
    String[] words = gate.split(" ", 2);
    return gates.close(words[0], words[1]);
  }

  /** The process that a gate holds, as soon as there is one. */
  final ProcessHandle held(Process client, String gate) throws Exception {
    await(client, () -> gates.held(gate).isPresent(), "a process at " + gate);
    return gates.held(gate).orElseThrow();
  }
}
