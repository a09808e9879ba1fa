package org.fieldbeam.data.storage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.fieldbeam.data.UserException;

/**
 * Canonical JSON: the same tree gives the same bytes, and every double comes back exactly.
 *
 * <p>A tree is made of String, Long, Double, Boolean, null, List and Map with String keys. Keys are
 * written sorted; doubles are the shortest decimal that reads back equal, independent of the Java
 * version; NaN and infinities are refused, for JSON has none.
 */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private Json() {}

  /** One line, no spaces. */
  public static String compact(Object tree) {
    return write(tree, false);
  }

  /** Two spaces of indentation, a newline at the end. */
  public static String pretty(Object tree) {
    return write(tree, true) + "\n";
  }

  /**
   * Reads a tree: objects become {@link Map}s sorted by key, integers Long, other numbers Double.
   *
   * @param where file named in the error
   * @throws UserException if the text is not JSON, has a key twice, an integer outside int64 or a
   *     number outside the range of doubles
   */
  public static Object parse(String text, String where) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return parse(parser, where, Json::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory
    }
  }

  /**
   * Reads an object, one of whose lists may be too long to be held as a tree: its items are handed
   * on as they are read, and the list stands in the object empty.
   *
   * @param list key of the root object
   * @param items takes the objects of that list; IllegalArgumentException makes the text invalid
   * @throws UserException as {@link #parse}; or if an item is no object
   */
  public static JsonObject parseObject(
      InputStream in, String where, String list, Consumer<JsonObject> items) throws IOException {
    try (JsonParser parser = FACTORY.createParser(in)) {
      return JsonObject.of(parse(parser, where, p -> readStreaming(p, where, list, items)), where);
    }
  }

  private static Object readStreaming(
      JsonParser parser, String where, String list, Consumer<JsonObject> items) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      return read(parser);
    }
    TreeMap<String, Object> map = new TreeMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      if (parser.nextToken() == JsonToken.START_ARRAY && key.equals(list)) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.accept(JsonObject.of(read(parser), where));
        }
        map.put(key, List.of());
      } else {
        map.put(key, read(parser));
      }
    }
    return map;
  }

  private interface Reading {
    Object of(JsonParser parser) throws IOException;
  }

  private static Object parse(JsonParser parser, String where, Reading reading) throws IOException {
    try {
      parser.nextToken();
      Object tree = reading.of(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("text after the end of the value");
      }
      return tree;
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw UserException.of("not valid JSON: " + e.getOriginalMessage())
          .where(where + place)
          .todo("restore the file from where it came from, or write it again")
          .cause(e)
          .build();
    } catch (IllegalArgumentException e) {
      throw UserException.of("not valid JSON: " + e.getMessage()).where(where).cause(e).build();
    }
  }

  /**
   * Reads a tree whose root is a list of objects, such as a file of estimates or checks.
   *
   * @throws UserException as {@link #parse}; or if it is anything else
   */
  public static List<JsonObject> parseObjects(String text, String where) {
    if (!(parse(text, where) instanceof List<?> list)) {
      throw UserException.of("not a list")
          .where(where)
          .allowed("a JSON array of objects [{...}, ...]")
          .todo("restore the file, or delete its folder and run the stage again")
          .build();
    }
    List<JsonObject> objects = new ArrayList<>();
    for (Object item : list) {
      objects.add(JsonObject.of(item, where + ", entry " + objects.size()));
    }
    return objects;
  }

  /** Reads a tree whose root is an object; see {@link #parse}. */
  public static JsonObject parseObject(String text, String where) {
    return JsonObject.of(parse(text, where), where);
  }

  /**
   * The tree with numbers as Long or Double and maps sorted by key, all containers copied: what
   * {@link #parse} returns for {@link #compact} of it.
   *
   * @throws IllegalArgumentException for other types, NaN or infinity
   */
  public static Object normalize(Object tree) {
    if (tree == null || tree instanceof String || tree instanceof Boolean || tree instanceof Long) {
      return tree;
    }
    if (tree instanceof Integer || tree instanceof Short || tree instanceof Byte) {
      return ((Number) tree).longValue();
    }
    if (tree instanceof Double || tree instanceof Float) {
      double value = ((Number) tree).doubleValue();
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(value + " cannot be written as JSON");
      }
      return value;
    }
    if (tree instanceof int[] array) {
      List<Object> list = new ArrayList<>();
      for (int value : array) {
        list.add((long) value);
      }
      return list;
    }
    if (tree instanceof double[] array) {
      List<Object> list = new ArrayList<>();
      for (double value : array) {
        list.add(normalize(value));
      }
      return list;
    }
    if (tree instanceof Iterable<?> items) {
      List<Object> list = new ArrayList<>();
      items.forEach(item -> list.add(normalize(item)));
      return list;
    }
    if (tree instanceof Map<?, ?> map) {
      TreeMap<String, Object> sorted = new TreeMap<>();
      map.forEach((key, value) -> sorted.put((String) key, normalize(value)));
      return sorted;
    }
    throw new IllegalArgumentException(tree.getClass() + " cannot be written as JSON");
  }

  /** A generator that writes doubles canonically and leaves the stream open. */
  public static JsonGenerator generator(OutputStream out) throws IOException {
    return FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /**
   * Writes what {@link #pretty} returns, as UTF-8, and leaves the stream open. Lists are asked for
   * their items one by one, so that they may make them as they are asked.
   */
  public static void writePretty(OutputStream out, Object tree) throws IOException {
    try (JsonGenerator generator = generator(out)) {
      generator.setPrettyPrinter(printer());
      write(generator, tree);
    }
    out.write('\n');
  }

  private static String write(Object tree, boolean indent) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(out)) {
      if (indent) {
        generator.setPrettyPrinter(printer());
      }
      write(generator, tree);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  /** Long lists of numbers stay on one line; lists of objects get a line per object. */
  private static PrettyPrinter printer() {
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter().withoutSpacesInObjectEntries();
    printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
    return printer;
  }

  private static void write(JsonGenerator generator, Object any) throws IOException {
    // containers of containers are not copied as a whole: they may be long
    Object tree = any instanceof Map<?, ?> || any instanceof Iterable<?> ? any : normalize(any);
    if (tree instanceof Map<?, ?> map) {
      generator.writeStartObject();
      for (Map.Entry<?, ?> entry : new TreeMap<Object, Object>(map).entrySet()) {
        generator.writeFieldName((String) entry.getKey());
        write(generator, entry.getValue());
      }
      generator.writeEndObject();
    } else if (tree instanceof Iterable<?> list) {
      generator.writeStartArray();
      for (Object item : list) {
        write(generator, item);
      }
      generator.writeEndArray();
    } else if (tree instanceof Long value) {
      generator.writeNumber(value);
    } else if (tree instanceof Double value) {
      generator.writeNumber(value);
    } else if (tree instanceof Boolean value) {
      generator.writeBoolean(value);
    } else if (tree instanceof String value) {
      generator.writeString(value);
    } else {
      generator.writeNull();
    }
  }

  private static Object read(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new IllegalArgumentException("the text ends too early");
    }
    switch (token) {
      case START_OBJECT -> {
        TreeMap<String, Object> map = new TreeMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String key = parser.currentName();
          parser.nextToken();
          map.put(key, read(parser));
        }
        return map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(read(parser));
        }
        return list;
      }
      case VALUE_NUMBER_INT -> {
        return parser.getLongValue();
      }
      case VALUE_NUMBER_FLOAT -> {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException("number " + parser.getText() + " is out of range");
        }
        return value;
      }
      case VALUE_STRING -> {
        return parser.getText();
      }
      case VALUE_TRUE -> {
        return true;
      }
      case VALUE_FALSE -> {
        return false;
      }
      case VALUE_NULL -> {
        return null;
      }
      default -> throw new IllegalArgumentException("unexpected " + token);
    }
  }
}
