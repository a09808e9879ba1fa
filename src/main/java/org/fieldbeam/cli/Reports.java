package org.fieldbeam.cli;

import org.fieldbeam.pipeline.Plan;
import org.fieldbeam.pipeline.PlannedStage;

/** Writes the report of a pipeline. */
final class Reports {
  private Reports() {}

  static void write(Plan plan, PlannedStage stage) {}
}
