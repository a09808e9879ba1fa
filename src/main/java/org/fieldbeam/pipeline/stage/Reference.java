package org.fieldbeam.pipeline.stage;

import java.util.List;
import org.fieldbeam.data.model.FolderNames;
import org.fieldbeam.data.storage.LocalPaths;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Value;

/**
 * What a stage reads: the name of an earlier stage's output or, with a slash in it, a dataset
 * folder outside the pipeline.
 *
 * @param text as written in the file
 * @param at where it is written
 */
public record Reference(String text, Location at) {
  /** What a transform reads of another one, whose name nothing knows yet; no path is like it. */
  static final String INPUT = "//input";

  /** What a value of {@link org.fieldbeam.grammar.Type#REFERENCE} refers to. */
  public static Reference of(Value value) {
    return new Reference(
        value.text().contains("/") ? LocalPaths.given(value.text()) : value.text(), value.at());
  }

  /** Whether this stands for what another transform of the same Beam pipeline writes. */
  public boolean isInput() {
    return text.equals(INPUT);
  }

  /** Whether this is the path of a folder and not the name of a stage's output. */
  public boolean isPath() {
    return text.contains("/");
  }

  /** The last parts of the folder, at most so many, joined by a dash. */
  private String name(int parts) {
    List<String> all = isPath() ? FolderNames.parts(text) : List.of(text);
    return String.join("-", all.subList(Math.max(0, all.size() - parts), all.size()));
  }

  /** The shortest name of the dataset that none of the others has; the longest if there is none. */
  public String nameAmong(List<Reference> datasets) {
    int parts = 1;
    while (parts < FolderNames.parts(text).size() && isAmbiguous(parts, datasets)) {
      parts++;
    }
    return name(parts);
  }

  private boolean isAmbiguous(int parts, List<Reference> datasets) {
    // the name of a stage's output cannot be made longer, so the folder's is
    return datasets.stream()
        .filter(other -> !other.text.equals(text))
        .anyMatch(other -> other.name(parts).equals(name(parts)));
  }

  @Override
  public String toString() {
    return text;
  }
}
