package org.fieldbeam.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.cli.text.TextTable;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Suggestions;
import org.fieldbeam.pipeline.Catalogue;
import org.fieldbeam.pipeline.transform.PythonModule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints what a pipeline file can name. */
@Command(
    name = "reference",
    description = "Shows what a pipeline file can name: each kind with formula, source and keys.",
    footer = {
      "",
      "Examples:",
      "  fieldbeam reference                 all names, sort by sort",
      "  fieldbeam reference phi4            one kind",
      "  fieldbeam reference --json          all, for programs"
    })
final class ReferenceCommand implements Callable<Integer> {
  @ParentCommand private Main main;
  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      description = "A kind, such as phi4; all names without it.")
  private String name;

  @Option(names = "--json", description = "As JSON.")
  private boolean json;

  @Option(names = "--markdown", description = "All kinds as one page of Markdown.")
  private boolean markdown;

  @Option(
      names = "--python",
      description = "The transforms of Beam, as the module of Python that wraps them.")
  private boolean python;

  @Override
  public Integer call() {
    List<Catalogue.Sort> sorts = name == null ? Catalogue.sorts() : named();
    PrintWriter out = main.terminal().out();
    if (json) {
      out.print(Json.pretty(Map.of("sorts", sorts.stream().map(ReferenceCommand::tree).toList())));
    } else if (python) {
      out.print(PythonModule.text());
    } else if (markdown) {
      out.print(ReferencePage.of(sorts));
    } else if (name == null) {
      for (Catalogue.Sort sort : sorts) {
        out.println(sort.plural().toUpperCase(Locale.ROOT));
        TextTable table = new TextTable(TextTable.Align.LEFT, List.of("  name", "what it is"));
        sort.kinds().forEach(kind -> table.add(List.of("  " + kind.about().name(), text(kind))));
        out.println(table);
      }
    } else {
      sorts.forEach(sort -> sort.kinds().forEach(kind -> print(sort, kind, out)));
    }
    return ExitCode.DONE;
  }

  /** The sorts that have a kind of the name, with that kind alone. */
  private List<Catalogue.Sort> named() {
    List<Catalogue.Sort> found =
        Catalogue.sorts().stream()
            .map(
                sort ->
                    new Catalogue.Sort(
                        sort.word(),
                        sort.plural(),
                        sort.kinds().stream()
                            .filter(kind -> kind.about().name().equals(name))
                            .toList()))
            .filter(sort -> !sort.kinds().isEmpty())
            .toList();
    if (found.isEmpty()) {
      List<String> names =
          Catalogue.sorts().stream()
              .flatMap(sort -> sort.kinds().stream())
              .map(kind -> kind.about().name())
              .toList();
      throw new ParameterException(
          spec.commandLine(),
          "There is no kind '"
              + name
              + "'"
              + Suggestions.didYouMean(name, names)
              + " ('fieldbeam reference' lists all)");
    }
    return found;
  }

  private static String text(Catalogue.Entry kind) {
    return kind.about().summary();
  }

  private static void print(Catalogue.Sort sort, Catalogue.Entry kind, PrintWriter out) {
    Kind.About about = kind.about();
    out.println(about.name() + " (" + sort.word() + ")");
    out.println("  " + about.summary());
    line("formula", about.formula(), out);
    line("source", about.source(), out);
    line("for", kind.suits(), out);
    for (List<Key> form : kind.forms()) {
      TextTable table =
          new TextTable(TextTable.Align.LEFT, List.of("  key", "default", "allowed", "what it is"));
      for (Key key : form) {
        table.add(List.of("  " + key.name(), absent(key), key.type().allowed(), key.description()));
      }
      out.println();
      out.print(table);
    }
    out.println();
  }

  private static void line(String what, String text, PrintWriter out) {
    if (!text.isEmpty()) {
      out.println("  " + what + ": " + text);
    }
  }

  /** What stands for a key that is left out. */
  static String absent(Key key) {
    return key.required() ? "required" : key.fallback().orElse("none");
  }

  private static Map<String, Object> tree(Catalogue.Sort sort) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("sort", sort.word());
    tree.put("kinds", sort.kinds().stream().map(ReferenceCommand::tree).toList());
    return tree;
  }

  private static Map<String, Object> tree(Catalogue.Entry kind) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("name", kind.about().name());
    tree.put("summary", kind.about().summary());
    tree.put("formula", kind.about().formula());
    tree.put("source", kind.about().source());
    tree.put("for", kind.suits());
    tree.put(
        "forms",
        kind.forms().stream()
            .map(form -> form.stream().map(ReferenceCommand::tree).collect(Collectors.toList()))
            .toList());
    return tree;
  }

  private static Map<String, Object> tree(Key key) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("key", key.name());
    tree.put("required", key.required());
    tree.put("default", key.fallback().orElse(null));
    tree.put("allowed", key.type().allowed());
    tree.put("description", key.description());
    return tree;
  }
}
