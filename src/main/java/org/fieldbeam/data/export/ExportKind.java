package org.fieldbeam.data.export;

import java.util.List;
import org.fieldbeam.data.UserException;
import org.fieldbeam.data.dataset.ExportTarget;
import org.fieldbeam.grammar.Kind;
import org.fieldbeam.grammar.Kinds;
import org.fieldbeam.grammar.Value;

/** A format that datasets are exported in. */
public interface ExportKind extends Kind {

  /** Returns all formats. */
  static Kinds<ExportKind> all() {
    return Kinds.of(ExportKind.class, "export format");
  }

  /** How the names of its files end, such as {@code .csv}. */
  List<String> endings();

  /** Says in a few words which datasets it takes, for the reference. */
  String suits();

  /** Whether its files say what chain a row is of; if not, whoever imports one has to say it. */
  boolean namesChains();

  /**
   * Writes a dataset, chain by chain, to a file that is not there yet, by {@link ExportTarget}.
   *
   * @param dataset the folder
   * @param settings a value of the kind's keys
   * @throws UserException if the dataset is of a kind that it does not take, or damaged, or the
   *     file cannot be written
   */
  DatasetExport.Written write(String dataset, String file, Value settings);
}
