package org.fieldbeam.report.figure.value;

import java.util.Optional;
import org.fieldbeam.report.figure.FigureData;
import org.fieldbeam.report.figure.Outlook;

/** An exact value beside an estimate. */
public interface ExactValue {

  /**
   * Returns the value.
   *
   * @param beside the estimate that it is compared with, if there is one
   * @param data the outputs of the run
   */
  double read(Optional<MeasuredValue> beside, FigureData data);

  /**
   * Refuses an estimate that nothing exact is known of, before it is there.
   *
   * @param beside the estimate that it will be compared with, if there is one
   * @param outlook what is known of the outputs of the run
   * @throws org.fieldbeam.data.UserException if nothing exact is known
   */
  default void require(Optional<MeasuredValue> beside, Outlook outlook) {}

  /** One standard error of the value; 0 unless it was measured elsewhere. */
  default double error() {
    return 0;
  }

  /** What a value that is computed from an ensemble stands beside; pipeline files make sure. */
  static MeasuredValue require(Optional<MeasuredValue> beside) {
    return beside.orElseThrow(
        () -> new IllegalArgumentException("an exact value of an ensemble, and no ensemble"));
  }

  /**
   * Refuses an ensemble of elsewhere: the value follows from what a stage of the file says of it.
   *
   * @throws IllegalArgumentException if it is no output of the same file
   */
  static void requireOutput(MeasuredValue measured, Outlook outlook) {
    if (!outlook.isOutput(measured.dataset())) {
      throw new IllegalArgumentException(
          "the exact value follows from the ensemble '"
              + measured.dataset()
              + "', which is no output of this file; give a number");
    }
  }

  /** A value that the pipeline file gives. */
  static ExactValue of(double value) {
    return of(value, 0);
  }

  /** A value that the pipeline file gives, of a long run elsewhere, with its standard error. */
  static ExactValue of(double value, double error) {
    return new ExactValue() {
      @Override
      public double read(Optional<MeasuredValue> beside, FigureData data) {
        return value;
      }

      @Override
      public double error() {
        return error;
      }
    };
  }
}
