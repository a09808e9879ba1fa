package org.fieldbeam.grammar;

/** A plug-in cannot be used. */
public final class PluginException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String place;
  private final String todo;

  PluginException(String message, String place, String todo, Throwable cause) {
    super(message, cause);
    this.place = place;
    this.todo = todo;
  }

  /** Returns the jar, and where known what in it. */
  public String place() {
    return place;
  }

  /** Returns what the user can do about it. */
  public String todo() {
    return todo;
  }
}
