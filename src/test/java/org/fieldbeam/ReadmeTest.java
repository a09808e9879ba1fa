package org.fieldbeam;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeam.data.dataset.DatasetInfo;
import org.fieldbeam.data.dataset.DatasetKind;
import org.fieldbeam.data.row.Configuration;
import org.fieldbeam.data.row.EnsembleBatch;
import org.fieldbeam.data.row.RowWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows works as written. CI runs its commands; this test runs the rest. */
class ReadmeTest {
  private static final Path README = Path.of("README.md");

  @TempDir Path folder;

  /** CI builds and runs that project against the installed artifact. */
  @Test
  void javaIsThatOfTheConsumerProject() throws Exception {
    Path source = Path.of("src/it/consumer/src/main/java/MyPipeline.java");
    assertEquals(List.of(Files.readString(source)), blocks("java"));
  }

  @Test
  void dependenciesAreThoseOfTheConsumerProject() throws Exception {
    String pom = squeezed(Files.readString(Path.of("src/it/consumer/pom.xml")));
    for (String xml : blocks("xml")) {
      Matcher dependency = Pattern.compile("<dependency>.*?</dependency>").matcher(squeezed(xml));
      int found = 0;
      while (dependency.find()) {
        assertTrue(pom.contains(dependency.group()), dependency::group);
        found++;
      }
      assertEquals(4, found);
    }
  }

  private static String squeezed(String xml) {
    return xml.replace("${fieldbeam.version}", "0.1.0-SNAPSHOT").replaceAll("\\s+", "");
  }

  @Test
  void sqlRuns() throws Exception {
    DatasetInfo info =
        DatasetInfo.of(DatasetKind.ENSEMBLE, "hmc", "generate", "1".repeat(64), 2, 2);
    Path dataset = folder.resolve("phi4-quickstart/hmc");
    try (RowWriter<EnsembleBatch> writer =
        EnsembleBatch.ROWS.create(dataset.toString(), info, 0, 1)) {
      EnsembleBatch batch = new EnsembleBatch(info.shape(), 2);
      batch.resize(2);
      for (int b = 0; b < 2; b++) {
        double[] field = {b, b, b, b + 4};
        batch.set(
            b, new Configuration(b, 1, info.shape(), field, 10.0 * b, true, null, null, null));
      }
      writer.write(batch);
      writer.finish();
    }
    for (String sql : blocks("sql ci")) {
      String here = sql.replace("'out/", "'" + folder + "/");
      assertFalse(here.equals(sql), "the README's query names no output of the quickstart");
      try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(here)) {
        for (int chain = 0; chain < 2; chain++) {
          assertTrue(rows.next());
          assertEquals(chain, rows.getLong("chain"));
          assertEquals(chain + 1.0, rows.getDouble("m"), 1e-15);
          assertEquals(10.0 * chain, rows.getDouble("s"), 1e-15);
        }
        assertFalse(rows.next());
      }
    }
  }

  @Test
  void picturesAndLinksExist() throws Exception {
    Matcher link = Pattern.compile("\\]\\(([^)]+)\\)").matcher(Files.readString(README));
    int found = 0;
    while (link.find()) {
      assertTrue(Files.exists(Path.of(link.group(1))), link.group(1));
      found++;
    }
    assertTrue(found > 0);
  }

  private static List<String> blocks(String fence) throws Exception {
    List<String> blocks = new ArrayList<>();
    Matcher matcher =
        Pattern.compile("(?ms)^```" + fence + "\\n(.*?)^```").matcher(Files.readString(README));
    while (matcher.find()) {
      blocks.add(matcher.group(1));
    }
    assertFalse(blocks.isEmpty(), "no block of " + fence);
    return blocks;
  }
}
