package org.fieldbeam.data;

/**
 * The one exception for errors that a user can cause and mend: damaged or foreign files, wrong
 * settings, missing datasets.
 *
 * <p>The message says what is wrong, where, what was given, what is allowed and what to do; the
 * command line prints it without a stack trace. Passwords in it are hidden.
 */
public class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Longer than any path; what a file has there instead may have millions of characters. */
  private static final int LONGEST = 5000;

  /** An error with a complete message. */
  public UserException(String message) {
    super(Secrets.mask(message));
  }

  /** An error with a complete message and the failure behind it. */
  public UserException(String message, Throwable cause) {
    super(Secrets.mask(message), cause);
  }

  /** Starts a message with what is wrong, in a few words. */
  public static Builder of(String what) {
    return new Builder(what);
  }

  /** Puts the message together in the order what, where, given, allowed, to do. */
  public static final class Builder {
    private final StringBuilder message;
    private Throwable cause;

    private Builder(String what) {
      message = new StringBuilder(shortened(what));
    }

    /** The file, or file:line, and inside it the row group or column where known. */
    public Builder where(String where) {
      return line("where", where);
    }

    /** What was found or given. */
    public Builder given(Object given) {
      return line("given", given);
    }

    /** What is allowed or was expected. */
    public Builder allowed(Object allowed) {
      return line("allowed", allowed);
    }

    /** What the user can do about it. */
    public Builder todo(String todo) {
      return line("to do", todo);
    }

    /** The failure behind it, for {@code --stacktrace}. */
    public Builder cause(Throwable failure) {
      this.cause = failure;
      return this;
    }

    /** The exception. */
    public UserException build() {
      return new UserException(message.toString(), cause);
    }

    private static String shortened(String text) {
      return text.length() > LONGEST
          ? text.substring(0, LONGEST) + "... (" + text.length() + " characters)"
          : text;
    }

    private Builder line(String label, Object text) {
      // what comes from a file must not look like a line of ours
      String indented = shortened(String.valueOf(text)).replace("\n", "\n      ");
      message.append("\n  ").append(label).append(": ").append(indented);
      return this;
    }
  }
}
