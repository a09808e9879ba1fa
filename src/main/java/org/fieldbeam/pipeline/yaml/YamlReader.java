package org.fieldbeam.pipeline.yaml;

import java.io.StringReader;
import java.util.Iterator;
import java.util.Optional;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Problems;
import org.fieldbeam.grammar.Type;
import org.fieldbeam.grammar.Value;
import org.fieldbeam.grammar.ValueReader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads YAML against a {@link Type}. */
public final class YamlReader {
  /** Aliases of lists and maps in a file. */
  private static final int MOST_ALIASES = 50;

  private YamlReader() {}

  /**
   * Reads a text that holds exactly one document.
   *
   * @param text the text
   * @param source name of the file, for errors
   * @param type what the file may hold
   * @param problems takes the errors
   * @return the value, as {@link ValueReader#read}
   */
  public static Optional<Value> read(String text, String source, Type type, Problems problems) {
    if (YamlErrors.reportLongWord(source, text, problems)) {
      return Optional.empty();
    }
    LoaderOptions options = new LoaderOptions();
    options.setAllowRecursiveKeys(false);
    options.setMaxAliasesForCollections(MOST_ALIASES);
    options.setCodePointLimit(Math.max(1, text.length())); // the file's length has its own bound
    try {
      Iterator<Node> documents = new Yaml(options).composeAll(new StringReader(text)).iterator();
      if (!documents.hasNext()) {
        problems.report(
            new Location(source, 1, 1), "the file is empty; expected " + type.allowed());
        return Optional.empty();
      }
      Node document = documents.next();
      if (documents.hasNext()) {
        problems.report(
            YamlNode.place(source, documents.next().getStartMark()),
            "a second YAML document starts here; a file holds one: remove the '---' line or put"
                + " the second document into a file of its own");
      }
      return new ValueReader(problems).read(new YamlNode(source, document), type);
    } catch (MarkedYAMLException e) {
      problems.report(YamlNode.place(source, e.getProblemMark()), YamlErrors.message(e));
    } catch (ReaderException e) {
      problems.report(YamlErrors.place(source, text, e), YamlErrors.message(e));
    } catch (YAMLException e) {
      problems.report(new Location(source, 1, 1), YamlErrors.message(e, MOST_ALIASES));
    }
    return Optional.empty();
  }
}
