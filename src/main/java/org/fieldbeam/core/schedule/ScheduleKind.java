package org.fieldbeam.core.schedule;

import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/** A kind of noise schedule. */
public interface ScheduleKind extends Kind {

  /** Returns all kinds of noise schedules. */
  static Kinds<ScheduleKind> all() {
    return Kinds.of(ScheduleKind.class, "noise schedule");
  }

  /**
   * Returns the schedule of some parameters.
   *
   * @param parameters a value of the kind's keys
   * @throws IllegalArgumentException if there is no such schedule
   */
  NoiseSchedule schedule(Value parameters);
}
