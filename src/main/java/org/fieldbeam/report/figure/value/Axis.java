package org.fieldbeam.report.figure.value;

import java.util.Optional;
import org.fieldbeam.report.plot.Plot;

/**
 * An axis of a figure.
 *
 * @param label what is drawn along it, with units, with the markup of {@code Text}
 * @param logarithmic whether its scale is logarithmic
 * @param range its two ends; empty to hold all values
 */
public record Axis(String label, boolean logarithmic, Optional<double[]> range) {

  /** A linear axis that holds all values. */
  public static Axis of(String label) {
    return new Axis(label, false, Optional.empty());
  }

  /** Makes this the x axis of a plot, to which nothing was added yet; labels are set apart. */
  public void applyX(Plot plot) {
    if (logarithmic) {
      plot.logarithmicX();
    }
    range.ifPresent(ends -> plot.rangeX(ends[0], ends[1]));
  }

  /** Makes this the y axis of a plot, to which nothing was added yet; labels are set apart. */
  public void applyY(Plot plot) {
    if (logarithmic) {
      plot.logarithmicY();
    }
    range.ifPresent(ends -> plot.rangeY(ends[0], ends[1]));
  }
}
