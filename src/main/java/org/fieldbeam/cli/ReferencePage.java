package org.fieldbeam.cli;

import java.util.List;
import java.util.Locale;
import org.fieldbeam.grammar.Key;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.pipeline.Catalogue;

/** The reference as a page of Markdown. */
final class ReferencePage {
  private ReferencePage() {}

  static String of(List<Catalogue.Sort> sorts) {
    StringBuilder page =
        new StringBuilder(
            """
            # Reference

            All that a pipeline file can name. This page is written by `runners/local reference --markdown`;
            `runners/local reference NAME` shows one kind.
            """);
    for (Catalogue.Sort sort : sorts) {
      page.append("\n## ").append(capital(sort.plural())).append('\n');
      sort.kinds().forEach(kind -> append(kind, page));
    }
    return page.toString();
  }

  private static void append(Catalogue.Entry kind, StringBuilder page) {
    Kind.About about = kind.about();
    page.append("\n### ").append(about.name()).append("\n\n").append(escape(about.summary()));
    page.append('\n');
    line("Formula", about.formula().isEmpty() ? "" : "`" + about.formula() + "`", page);
    line("Source", escape(about.source()), page);
    line("For", escape(kind.suits()), page);
    for (List<Key> form : kind.forms()) {
      page.append("\n| key | default | allowed | what it is |\n|---|---|---|---|\n");
      for (Key key : form) {
        page.append("| `")
            .append(key.name())
            .append("` | ")
            .append(escape(ReferenceCommand.absent(key)))
            .append(" | ")
            .append(escape(key.type().allowed()))
            .append(" | ")
            .append(escape(key.description()))
            .append(" |\n");
      }
    }
  }

  private static void line(String what, String text, StringBuilder page) {
    if (!text.isEmpty()) {
      page.append("\n").append(what).append(": ").append(text).append('\n');
    }
  }

  private static String escape(String text) {
    return text.replaceAll("([\\\\|*_<>`\\[\\]])", "\\\\$1");
  }

  private static String capital(String text) {
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }
}
