package org.fieldbeam.data.dataset;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.data.storage.Storage;

/**
 * SHA-256 of all that an output is a function of, by name: settings, seed, what the stage reads. It
 * tells whether a folder holds what a stage would write. Immutable.
 */
public final class InputHash {
  private final SortedMap<String, Object> parts;

  private InputHash(SortedMap<String, Object> parts) {
    this.parts = parts;
  }

  /** Of a stage of this name, in this version of the format. */
  public static InputHash of(String stage) {
    return new InputHash(new TreeMap<>())
        .with("format", Manifest.FORMAT_VERSION)
        .with("stage", stage);
  }

  /**
   * With one thing more.
   *
   * @param value what {@link Json} can write, equal for equal inputs: no arrays of Java
   * @throws IllegalArgumentException if there is one of this name
   */
  public InputHash with(String name, Object value) {
    SortedMap<String, Object> more = new TreeMap<>(parts);
    if (more.put(name, value) != null) {
      throw new IllegalArgumentException("two of " + name);
    }
    return new InputHash(more);
  }

  /** With settings by name, as the texts that their values are. */
  public InputHash withSettings(Map<String, ?> settings) {
    SortedMap<String, String> texts = new TreeMap<>();
    settings.forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return with("settings", texts);
  }

  /** With the hashes of what the stage reads, in order. */
  public InputHash withParents(List<String> hashes) {
    return with("parents", hashes);
  }

  /** 64 hexadecimal digits. */
  public String hash() {
    return Storage.sha256OfText(Json.compact(parts));
  }

  /** Of one of several datasets of a stage, each in a folder of its name. */
  public static String ofPart(String stageHash, String id) {
    return Storage.sha256OfText(stageHash + "\n" + id);
  }
}
