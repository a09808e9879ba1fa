package org.fieldbeam.pipeline;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.file.PipelineGrammar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class PipelineSchemaTest {
  private static final Path SCHEMA = Path.of("schemas", "pipeline.schema.json");

  static Stream<Path> pipelineFiles() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("pipelines"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  private static Object schema() throws IOException {
    return Json.parse(Files.readString(SCHEMA), SCHEMA.toString());
  }

  private static boolean accepts(String yaml) throws IOException {
    Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
    return accepts(schema(), Json.normalize(tree));
  }

  @Test
  void theCommittedSchemaIsThatOfTheTableOfKeys() throws IOException {
    assertEquals(
        Json.pretty(PipelineGrammar.jsonSchema()),
        Files.readString(SCHEMA),
        "write it with: runners/local schema > " + SCHEMA);
  }

  @ParameterizedTest
  @MethodSource("pipelineFiles")
  void pipelineFilesAreAcceptedByParserAndSchema(Path file) throws IOException {
    assertDoesNotThrow(() -> PipelineFile.read(file));
    assertTrue(accepts(Files.readString(file)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name: toy|name: 'a b'",
        "seed: 1|seed: 1.5",
        "seed: 1|sead: 1",
        "seed: 1|seed: 1\nsead: 1",
        "kappa: 0.2|kapa: 0.2",
        "chains: 4|chains: 0",
        "chains: 4|chains: many",
        "algorithm: hmc|algorithm: hcm",
        "algorithm: hmc|algorithm: langevin",
        "algorithm: hmc|algorithm: {hmc: {}, langevin: {step: 1}}",
        "lattice: [8, 8]|lattice: 8",
        "lattice: [8, 8]|lattice: []",
      })
  void whatTheParserRefusesTheSchemaRefuses(String change) throws IOException {
    String good =
        """
        name: toy
        seed: 1
        stages:
          - generate:
              into: hmc
              lattice: [8, 8]
              action: {phi4: {kappa: 0.2, lambda: 0.022}}
              algorithm: hmc
              chains: 4
              configurations: 10
          - measure: {from: hmc, into: m}
          - report:
        """;
    assertTrue(accepts(good));
    String[] parts = change.split("\\|", 2);
    assertTrue(good.contains(parts[0]));
    assertFalse(accepts(good.replace(parts[0], parts[1])));
  }

  /** The part of JSON Schema that the schema uses; an unknown keyword fails. */
  private static boolean accepts(Object schema, Object value) {
    return ((Map<?, ?>) schema)
        .entrySet().stream()
            .allMatch(
                rule ->
                    accepts((String) rule.getKey(), rule.getValue(), (Map<?, ?>) schema, value));
  }

  private static boolean accepts(String rule, Object arg, Map<?, ?> schema, Object value) {
    return switch (rule) {
      case "$schema", "title", "description" -> true;
      case "type" ->
          arg instanceof List<?> types
              ? types.stream().anyMatch(type -> isOf(type, value))
              : isOf(arg, value);
      case "const" -> Objects.equals(arg, value);
      case "enum" -> ((List<?>) arg).contains(value);
      case "anyOf" -> ((List<?>) arg).stream().anyMatch(each -> accepts(each, value));
      case "pattern" ->
          !(value instanceof String text)
              || java.util.regex.Pattern.compile((String) arg).matcher(text).find();
      case "minimum" -> compare(value, arg) >= 0;
      case "exclusiveMinimum" -> compare(value, arg) > 0;
      case "maximum" -> compare(value, arg) <= 0;
      case "exclusiveMaximum" -> compare(value, arg) < 0;
      case "items" ->
          !(value instanceof List<?> list) || list.stream().allMatch(each -> accepts(arg, each));
      case "minItems" -> !(value instanceof List<?> list) || list.size() >= (Long) arg;
      case "maxItems" -> !(value instanceof List<?> list) || list.size() <= (Long) arg;
      case "minProperties" -> !(value instanceof Map<?, ?> map) || map.size() >= (Long) arg;
      case "maxProperties" -> !(value instanceof Map<?, ?> map) || map.size() <= (Long) arg;
      case "required" ->
          !(value instanceof Map<?, ?> map) || map.keySet().containsAll((List<?>) arg);
      case "properties" ->
          !(value instanceof Map<?, ?> map)
              || ((Map<?, ?>) arg)
                  .entrySet().stream()
                      .allMatch(
                          each ->
                              !map.containsKey(each.getKey())
                                  || accepts(each.getValue(), map.get(each.getKey())));
      case "additionalProperties" ->
          !(value instanceof Map<?, ?> map)
              || ((Map<?, ?>) schema.get("properties")).keySet().containsAll(map.keySet());
      default -> throw new AssertionError("keyword " + rule);
    };
  }

  private static boolean isOf(Object type, Object value) {
    return switch ((String) type) {
      case "object" -> value instanceof Map;
      case "array" -> value instanceof List;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "integer" -> value instanceof Long;
      case "number" -> value instanceof Number;
      case "null" -> value == null;
      default -> throw new AssertionError("type " + type);
    };
  }

  private static int compare(Object value, Object bound) {
    if (value instanceof Long a && bound instanceof Long b) {
      return Long.compare(a, b);
    }
    // rules about numbers say nothing of other values; "type" refuses those
    return value instanceof Number number
        ? Double.compare(number.doubleValue(), ((Number) bound).doubleValue())
        : 0;
  }
}
