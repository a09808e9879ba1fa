package org.fieldbeam.report.plot;

/**
 * Escaping, and the small markup of labels: {@code _{...}} is a subscript, {@code ^{...}} a
 * superscript, everything else stands as it is.
 */
public final class Text {
  private Text() {}

  /** Escapes text for HTML and SVG content and for double-quoted attributes. */
  public static String escape(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          // HTML allows no control characters; a replacement shows that something stood here.
          boolean allowed = c >= ' ' || c == '\n' || c == '\t';
          out.append(allowed ? c : '\ufffd');
        }
      }
    }
    return out.toString();
  }

  /** A label as HTML. */
  public static String html(String label) {
    return convert(label, "<sub>", "</sub>", "<sup>", "</sup>");
  }

  /** A label as the content of an SVG text element. */
  public static String svg(String label) {
    return convert(
        label,
        "<tspan class=\"script\" dy=\"4\">",
        "</tspan><tspan dy=\"-4\">&#8203;</tspan>",
        "<tspan class=\"script\" dy=\"-5\">",
        "</tspan><tspan dy=\"5\">&#8203;</tspan>");
  }

  /**
   * A formula in plain text, such as {@code <sum_mu phi_x phi_{x+mu}>}, or a sentence with one, as
   * a label: Greek letters, angular brackets, subscripts, superscripts and minus signs.
   */
  public static String formula(String plain) {
    return plain
        .replaceAll("(?<![A-Za-z])(d?)phi(?![A-Za-z0-9])", "$1φ")
        .replaceAll("(?<![A-Za-z])mu(?![A-Za-z])", "μ")
        .replaceAll("(?<![A-Za-z])tau(?![A-Za-z])", "τ")
        .replaceAll("(?<![A-Za-z])Delta (?=[A-Z])", "Δ")
        .replaceAll("(?<![A-Za-z])pi(?![A-Za-z])", "π")
        .replaceAll("(?<![A-Za-z])sum(?=_)", "Σ")
        .replaceAll("([_^])([\\p{L}\\d]+)", "$1{$2}")
        .replace('<', '⟨')
        .replace('>', '⟩')
        .replace(" - ", " − ")
        .replaceAll("(?<![\\p{L}\\d)])-(?=[\\p{L}\\d])", "−");
  }

  /** A label without its markup, for attributes and titles. */
  public static String plain(String label) {
    return convert(label, "", "", "", "");
  }

  private static String convert(
      String label, String subOpen, String subClose, String supOpen, String supClose) {
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int i = 0; i + 1 < label.length(); i++) {
      char c = label.charAt(i);
      if ((c != '_' && c != '^') || label.charAt(i + 1) != '{') {
        continue;
      }
      int end = label.indexOf('}', i);
      if (end < 0) {
        break;
      }
      out.append(escape(label.substring(from, i)));
      out.append(c == '_' ? subOpen : supOpen);
      out.append(escape(label.substring(i + 2, end)));
      out.append(c == '_' ? subClose : supClose);
      from = end + 1;
      i = end;
    }
    return out.append(escape(label.substring(from))).toString();
  }
}
