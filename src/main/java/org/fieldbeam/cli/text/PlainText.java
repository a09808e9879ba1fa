package org.fieldbeam.cli.text;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.fieldbeam.data.Secrets;

/**
 * Text that a terminal only shows. Names, causes of errors and whatever else comes out of files may
 * hold escape sequences, which would colour, move or retitle the terminal, or characters that turn
 * the order of what is read around. They are written as JSON does, {@code \}{@code u001b}, so that
 * JSON stays the same JSON; and secrets are hidden.
 */
public final class PlainText {
  private PlainText() {}

  /** Text of any number of lines. */
  static String of(String text) {
    return escaped(Secrets.mask(text), true);
  }

  /** Text of one line: ends of lines in it are escaped too. */
  public static String line(String text) {
    return escaped(Secrets.mask(text), false);
  }

  private static String escaped(String text, boolean lines) {
    StringBuilder out = null;
    int at = 0;
    while (at < text.length()) {
      int character = text.codePointAt(at);
      int next = at + Character.charCount(character);
      boolean shown = isShown(character) || (lines && (character == '\n' || character == '\t'));
      if (!shown && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, at);
      }
      if (!shown) {
        for (int i = at; i < next; i++) {
          out.append(String.format("\\u%04x", (int) text.charAt(i)));
        }
      } else if (out != null) {
        out.appendCodePoint(character);
      }
      at = next;
    }
    return out == null ? text : out.toString();
  }

  private static boolean isShown(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          false;
      default -> true;
    };
  }

  /**
   * A writer to a terminal, through which only plain text passes.
   *
   * @param flushes whether a line is shown as soon as it ends
   */
  static PrintWriter writer(PrintWriter to, boolean flushes) {
    return new PrintWriter(new Filter(to), flushes);
  }

  /** The same for what others, such as logs of engines, write line by line as UTF-8. */
  public static PrintStream stream(PrintStream to) {
    return new PrintStream(new Lines(to), true, StandardCharsets.UTF_8);
  }

  private static final class Lines extends ByteArrayOutputStream {
    private final PrintStream to;

    Lines(PrintStream to) {
      this.to = to;
    }

    @Override
    public synchronized void flush() {
      byte[] plain = of(toString(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
      to.write(plain, 0, plain.length);
      to.flush();
      reset();
    }
  }

  private static final class Filter extends Writer {
    private final PrintWriter to;

    Filter(PrintWriter to) {
      this.to = to;
    }

    @Override
    public void write(char[] text, int from, int length) {
      to.write(of(new String(text, from, length)));
    }

    @Override
    public void write(String text, int from, int length) {
      to.write(of(text.substring(from, from + length)));
    }

    @Override
    public void flush() throws IOException {
      if (to.checkError()) { // which flushes
        throw new IOException("the stream is closed");
      }
    }

    @Override
    public void close() {
      to.close();
    }
  }
}
