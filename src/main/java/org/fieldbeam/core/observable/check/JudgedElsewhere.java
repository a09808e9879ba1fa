package org.fieldbeam.core.observable.check;

import java.util.List;
import org.fieldbeam.core.observable.CheckKind;
import org.fieldbeam.core.observable.EnsembleMeasurement;
import org.fieldbeam.core.observable.Findings;
import org.fieldbeam.core.statistics.Check;

/** A kind of checks that no measurement of a single ensemble judges: it says what the check is. */
public abstract class JudgedElsewhere implements CheckKind {
  private final About about;
  private final String suits;

  protected JudgedElsewhere(About about, String suits) {
    this.about = about;
    this.suits = suits;
  }

  @Override
  public final About about() {
    return about;
  }

  @Override
  public final String suits() {
    return suits;
  }

  @Override
  public final List<String> names(EnsembleMeasurement measurement) {
    return List.of();
  }

  @Override
  public final List<Check> judge(Findings findings) {
    return List.of();
  }
}
