package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.observable.CheckKind;

/** Whether anything can be computed of imported fields, judged by the import. */
@AutoService(CheckKind.class)
public final class FieldSize extends JudgedElsewhere {
  /** The name. */
  public static final String NAME = "fieldSize";

  /** Describes the check. */
  public FieldSize() {
    super(
        About.of(NAME, "Whether the fourth powers of imported fields are finite."),
        "imported ensembles");
  }
}
