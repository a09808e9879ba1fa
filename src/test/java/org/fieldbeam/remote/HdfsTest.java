package org.fieldbeam.remote;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A mini-cluster of HDFS: namenode and datanode in one process. Runs with {@code mvn -Phdfs}. */
@EnabledIf("built")
class HdfsTest extends RemoteContract {
  private static final Pattern NAMENODE =
      Pattern.compile("<name>fs.defaultFS</name>\\s*<value>(hdfs://[^<]+)</value>");

  @TempDir static Path folder;
  private static Server server;
  private static String namenode;

  static boolean built() {
    return Server.has("org.apache.beam.sdk.io.hdfs.HadoopFileSystem");
  }

  @BeforeAll
  static void start() throws Exception {
    Path config = folder.resolve("core-site.xml");
    server =
        new Server(
            "hdfs",
            folder,
            "org.apache.hadoop.test.MiniDFSClusterManager",
            List.of(
                "-Dhdfs.minidfs.basedir=" + folder.resolve("dfs"),
                "-Dtest.build.data=" + folder.resolve("data")),
            List.of(
                "-format",
                "-datanodes",
                "1",
                "-nnport",
                "0",
                "-httpport",
                "0",
                "-writeConfig",
                config.toString()));
    server.await(() -> read(config));
  }

  /** The file is written when the cluster is up. */
  private static boolean read(Path config) {
    try {
      Matcher matcher = NAMENODE.matcher(Files.exists(config) ? Files.readString(config) : "");
      if (matcher.find()) {
        namenode = matcher.group(1);
        return true;
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @Override
  String root() {
    return namenode + "/tests";
  }

  @Override
  String storageOptions() {
    return "--hdfsConfiguration=[{\"fs.defaultFS\":\"" + namenode + "\"}]";
  }
}
