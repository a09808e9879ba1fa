package org.fieldbeam.grammar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.fieldbeam.grammar.Type.Fields;
import org.fieldbeam.grammar.Type.Option;
import org.fieldbeam.grammar.Type.Real;
import org.junit.jupiter.api.Test;

final class AlternativesTest {
  private static final Alternatives<Integer> ONE_OR_TWO =
      Alternatives.of("one", "The first.", 1)
          .or(new Option("two", Fields.of(Key.required("x", Real.any(), "A number.")), "More."), 2);

  private static Value read(Map<String, ?> tree, Type type) {
    return ValueReader.require(tree, Fields.of(Key.required("key", type, "A key.")), "a test")
        .get("key");
  }

  @Test
  void everyOptionOfTheChoiceHasItsMeaning() {
    Type choice = ONE_OR_TWO.choice();
    assertEquals(1, ONE_OR_TWO.meaning(read(Map.of("key", "one"), choice)));
    assertEquals(
        2, ONE_OR_TWO.meaning(read(Map.of("key", Map.of("two", Map.of("x", 1.0))), choice)));
    assertEquals("one, {two: ...}", choice.allowed());
  }

  @Test
  void namesStandBesideValuesOfAnotherType() {
    Type type = ONE_OR_TWO.nameOr(Real.any());
    assertEquals(2, ONE_OR_TWO.named(read(Map.of("key", "two"), type)));
    assertEquals(0.5, read(Map.of("key", 0.5), type).real());
  }

  @Test
  void twoOptionsOfOneNameAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> ONE_OR_TWO.or("one", "Again.", 3));
  }
}
