package org.fieldbeam.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeam.report.plot.Text;

/** The HTML page around the sections: head, style sheet, verdict, footer. */
final class Page {
  private static final String STYLE_SHEET = "report.css";

  private final String title;
  private final List<String> sections = new ArrayList<>();
  private String lead = "";
  private String verdict = "";

  Page(String title) {
    this.title = title;
  }

  /** Sets the line under the title, ready HTML. */
  Page lead(String html) {
    lead = html;
    return this;
  }

  /** A class of the style sheet, and the sign before a verdict. */
  enum Verdict {
    PASS("pass", "✓"),
    FAIL("fail", "✗"),
    OPEN("open", "–");

    final String style;
    final String sign;

    Verdict(String style, String sign) {
      this.style = style;
      this.sign = sign;
    }
  }

  /** Sets the verdict over all checks. */
  Page verdict(Verdict kind, String text) {
    verdict =
        "<p class=\"verdict " + kind.style + "\">" + kind.sign + " " + Text.escape(text) + "</p>\n";
    return this;
  }

  /** Appends a section, ready HTML; an empty one leaves no trace. */
  Page section(String id, String heading, String html) {
    if (!html.isEmpty()) {
      sections.add(
          "<section id=\""
              + Text.escape(id)
              + "\">\n<h2>"
              + Text.html(heading)
              + "</h2>\n"
              + html
              + "</section>\n");
    }
    return this;
  }

  String render() {
    StringBuilder out = new StringBuilder();
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    // Nothing but what stands in the file itself may load.
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.append("style-src 'unsafe-inline'; img-src data:\">\n");
    // Without an icon of its own the page makes a browser ask the server for one.
    out.append("<link rel=\"icon\" href=\"data:,\">\n");
    out.append("<title>").append(Text.escape(title)).append("</title>\n");
    out.append("<style>\n").append(styleSheet()).append("</style>\n</head>\n<body>\n<main>\n");
    out.append("<header>\n<h1>").append(Text.escape(title)).append("</h1>\n");
    out.append("<p class=\"lead\">").append(lead).append("</p>\n").append(verdict);
    out.append("</header>\n");
    sections.forEach(out::append);
    return out.append("</main>\n</body>\n</html>\n").toString();
  }

  private static String styleSheet() {
    try (InputStream in = Page.class.getResourceAsStream(STYLE_SHEET)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + STYLE_SHEET);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the style sheet from the jar", e);
    }
  }
}
