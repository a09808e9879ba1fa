package org.fieldbeam.data.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.fieldbeam.core.statistics.Estimate;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.EstimatesFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Canonical JSON: equal trees are equal bytes, and every double comes back. */
class JsonTest {
  @TempDir Path folder;

  @Test
  void doublesRoundTripExactly() {
    Random random = new Random(1);
    List<Object> values =
        new ArrayList<>(List.of(0.0, -0.0, 1.0, 0.1, Double.MIN_VALUE, Double.MAX_VALUE, 0.26));
    while (values.size() < 20_000) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        values.add(value);
      }
    }
    assertEquals(values, Json.parse(Json.compact(values), "text"));
    assertEquals(values, Json.parse(Json.pretty(values), "text"));
  }

  @Test
  void theOrderOfKeysDoesNotMatter() {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("b", List.of(1, 2L));
    one.put("a", Map.of("x", 0.5));
    Map<String, Object> two = new LinkedHashMap<>();
    two.put("a", Map.of("x", 0.5f));
    two.put("b", new int[] {1, 2});
    assertEquals("{\"a\":{\"x\":0.5},\"b\":[1,2]}", Json.compact(one));
    assertEquals(Json.pretty(one), Json.pretty(two));
    assertEquals(Json.normalize(one), Json.parse(Json.pretty(two), "text"));
  }

  @Test
  void whatJsonCannotHoldIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Json.compact(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> Json.compact(new Object()));
    for (String text :
        List.of(
            "", "{", "[1,]", "{\"a\":1,\"a\":2}", "1 2", "NaN", "1e999", "123456789012345678901")) {
      UserException e =
          assertThrows(UserException.class, () -> Json.parse(text, "file.json"), text);
      assertTrue(e.getMessage().contains("file.json"), e.getMessage());
    }
  }

  @Test
  void typedAccessNamesTheKey() {
    JsonObject json = Json.parseObject("{\"a\": {\"n\": 1, \"x\": 1.5, \"s\": [\"t\"]}}", "m.json");
    JsonObject inner = json.object("a");
    assertEquals(1, inner.int32("n"));
    assertEquals(1.0, inner.number("n"));
    assertEquals(List.of("t"), inner.strings("s"));
    for (Runnable wrong :
        List.<Runnable>of(
            () -> inner.integer("x"),
            () -> inner.string("n"),
            () -> inner.number("missing"),
            () -> inner.ints("s"),
            () -> inner.allow(Set.of("n", "x")))) {
      UserException e = assertThrows(UserException.class, wrong::run);
      assertTrue(e.getMessage().contains("m.json, key a"), e.getMessage());
    }
  }

  @Test
  void estimatesRoundTrip() {
    String measured = folder.toString();
    String path = EstimatesFile.path(measured);
    List<EstimatesFile.Entry> entries =
        List.of(
            new EstimatesFile.Entry(
                "hmc",
                "absM",
                new Estimate(0.25, 6e-4, 20.7, 1.0, 83, 4096, 99.5),
                List.of(1.0, 0.95, Double.NaN)),
            new EstimatesFile.Entry(
                "hmc",
                "xi",
                new Estimate(Double.NaN, Double.NaN, 0.5, 0, Estimate.NO_WINDOW, 4096, Double.NaN),
                List.of()));
    EstimatesFile.write(measured, entries);
    assertEquals(entries, EstimatesFile.read(measured));
    assertEquals(entries.size(), ((List<?>) Json.parse(Storage.readText(path), path)).size());
  }
}
