package org.fieldbeam.remote;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A store without folders and rename, whose lists come late. */
class ObjectStoreTest extends RemoteContract {
  @TempDir static Path folder;

  @BeforeAll
  static void make() throws Exception {
    Files.createDirectories(folder.resolve("bucket"));
    System.setProperty(ObjectStore.ROOT, folder.resolve("bucket").toString());
  }

  @AfterAll
  static void forget() {
    System.clearProperty(ObjectStore.ROOT);
  }

  @Override
  String root() {
    return ObjectStore.SCHEME + "://bucket/tests";
  }

  @Override
  String storageOptions() {
    return "";
  }

  @Override
  Map<String, String> environment() {
    return Map.of(ObjectStore.ROOT, System.getProperty(ObjectStore.ROOT));
  }
}
