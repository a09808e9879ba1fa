package org.fieldbeam.data;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hides what must not be read by others in text that people see or that is kept: passwords in URIs
 * ({@code s3://KEY:SECRET@bucket}), tokens and signatures in their queries, and options such as
 * {@code --awsSecretKey=...}.
 */
public final class Secrets {
  /** What stands in the place of a secret. */
  public static final String HIDDEN = "***";

  /** Around a value in text, JSON or HTML. */
  private static final String QUOTE = "(?:[\"']|&quot;|&#39;)?";

  private static final String END_OF_URI = "\\s\"'<>";

  /*
   * The patterns have to end on text from hostile files too, in which a word may have millions of
   * characters: what stands before a fixed part is bounded, so that no place is looked at from more
   * than so many others.
   */

  /**
   * The password after a user's name. It may hold slashes, as Amazon's keys do; but digits and a
   * slash after a colon are the port of a host, and an at sign may stand in a path.
   */
  private static final Pattern PASSWORD =
      Pattern.compile(
          "((?:s3[an]?://[^/:@"
              + END_OF_URI
              + "]*:|[a-z][a-z0-9+.-]{0,31}://[^/:@"
              + END_OF_URI
              + "]*:(?!\\d{1,5}(?:[/?,;)"
              + END_OF_URI
              + "]|$))))(?:(?!://)[^"
              + END_OF_URI
              + "])*@",
          Pattern.CASE_INSENSITIVE);

  /** A token in the place of the user's name. */
  private static final Pattern TOKEN =
      Pattern.compile("(https?://)[^/:@" + END_OF_URI + "]+@", Pattern.CASE_INSENSITIVE);

  private static final Pattern QUERY =
      Pattern.compile(
          "([?&;][\\w.-]*(?:sig|signature|token|secret|pass|passwd|password|pwd|credential|auth|key"
              + "|keyid)=)[^&#"
              + END_OF_URI
              + "]+",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern OPTION =
      Pattern.compile(
          "((?:secret|password|passwd|token|credential|accesskeyid)[\\w.-]{0,200}(?:"
              + QUOTE
              + "=|[\"']\\s*:|&quot;\\s*:)\\s*"
              + QUOTE
              + ")[^,&}"
              + END_OF_URI
              + "]+",
          Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** The text with every secret in it replaced; all else as it is. */
  public static String mask(String text) {
    if (text.indexOf(':') < 0 && text.indexOf('=') < 0) {
      return text;
    }
    String masked = replace(PASSWORD, text, HIDDEN + "@");
    masked = replace(TOKEN, masked, HIDDEN + "@");
    masked = replace(QUERY, masked, HIDDEN);
    return replace(OPTION, masked, HIDDEN);
  }

  private static String replace(Pattern pattern, String text, String by) {
    return pattern.matcher(text).replaceAll("$1" + Matcher.quoteReplacement(by));
  }
}
