package org.fieldbeam.pipeline;

import java.util.List;
import java.util.stream.Collectors;
import org.fieldbeam.pipeline.grammar.Problem;

/**
 * A pipeline file that cannot be read or says something impossible. Its message has one line per
 * error, each with its place in the file.
 */
public final class PipelineFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  PipelineFileException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** The errors, by their place in the file. */
  public List<Problem> problems() {
    return problems;
  }
}
