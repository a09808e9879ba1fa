package org.fieldbeam.cli.text;

import java.time.Duration;
import java.util.Locale;

/** Bytes and times for people. */
public final class Quantities {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

  private Quantities() {}

  /** Bytes in powers of 1000, to three digits. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 999.5 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    String pattern =
        unit == 0 || value >= 99.95 ? "%.0f %s" : value >= 9.995 ? "%.1f %s" : "%.2f %s";
    return String.format(Locale.ROOT, pattern, value, UNITS[unit]);
  }

  /** Seconds with a decimal below a minute, then minutes and seconds, then hours and minutes. */
  static String time(Duration time) {
    if (time.toSeconds() < 60) {
      return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
    return time.toHours() > 0
        ? String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart())
        : String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
  }
}
