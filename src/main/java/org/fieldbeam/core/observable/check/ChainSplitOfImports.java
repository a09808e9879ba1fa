package org.fieldbeam.core.observable.check;

import com.google.auto.service.AutoService;
import org.fieldbeam.core.observable.CheckKind;

/** Whether imported rows belong to the chains that they were given to, judged by the import. */
@AutoService(CheckKind.class)
public final class ChainSplitOfImports extends JudgedElsewhere {
  /** The name. */
  public static final String NAME = "chainSplit";

  /** Describes the check. */
  public ChainSplitOfImports() {
    super(
        About.of(
            NAME,
            "Whether the rows of an imported file are divided into chains as they were made."),
        "imported ensembles");
  }
}
