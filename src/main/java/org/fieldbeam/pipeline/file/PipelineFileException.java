package org.fieldbeam.pipeline.file;

import java.util.List;
import java.util.stream.Collectors;
import org.fieldbeam.data.Secrets;
import org.fieldbeam.grammar.Problem;

/**
 * A pipeline file that cannot be read or says something impossible. Its message has one line per
 * error, each with its place in the file.
 */
public final class PipelineFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Errors that the message tells. */
  private static final int TOLD = 50;

  private final transient List<Problem> problems;

  PipelineFileException(List<Problem> problems) {
    super(message(problems));
    this.problems = problems.stream().map(PipelineFileException::masked).toList();
  }

  /** Hides passwords. */
  private static Problem masked(Problem problem) {
    return new Problem(problem.at(), Secrets.mask(problem.message()));
  }

  private static String message(List<Problem> problems) {
    int more = problems.size() - TOLD;
    return problems.stream()
            .limit(TOLD)
            .map(PipelineFileException::masked)
            .map(Problem::toString)
            .collect(Collectors.joining("\n"))
        + (more > 0 ? "\n... and " + more + " more" : "");
  }

  /** The errors, by their place in the file. */
  public List<Problem> problems() {
    return problems;
  }
}
