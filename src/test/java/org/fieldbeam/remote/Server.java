package org.fieldbeam.remote;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A storage server in a process of its own, from the jars that a profile of the build copies. */
final class Server {
  private static final long START_SECONDS = 120;
  private final Process process;
  private final Path log;

  /** Starts a Java process with the jars of {@code target/servers/NAME}, in a folder. */
  Server(String name, Path folder, String main, List<String> properties, List<String> arguments)
      throws IOException {
    Path jars = Path.of("target/servers", name).toAbsolutePath();
    assertTrue(Files.isDirectory(jars), () -> "no " + jars + "; run with mvn -P" + name);
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx512m");
    line.addAll(properties);
    line.addAll(List.of("-cp", jars + "/*", main));
    line.addAll(arguments);
    log = folder.resolve("server.log");
    process =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /** Waits until the server can be used. */
  void await(BooleanSupplier ready) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!ready.getAsBoolean()) {
      assertTrue(process.isAlive() && System.nanoTime() < end, () -> "no server: " + log());
      Thread.sleep(100);
    }
  }

  /** A port of the loopback interface that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Whether a class is on the class path: of a file system that a profile brings. */
  static boolean has(String className) {
    try {
      Class.forName(className, false, Server.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
