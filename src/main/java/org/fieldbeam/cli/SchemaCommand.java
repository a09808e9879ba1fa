package org.fieldbeam.cli;

import java.util.concurrent.Callable;
import org.fieldbeam.cli.text.ExitCode;
import org.fieldbeam.data.storage.Json;
import org.fieldbeam.pipeline.file.PipelineGrammar;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Prints the JSON Schema of pipeline files. */
@Command(
    name = "schema",
    description = "Prints the JSON Schema of pipeline files, for editors.",
    footer = {"", "Example:", "  fieldbeam schema > schemas/pipeline.schema.json"})
final class SchemaCommand implements Callable<Integer> {
  @ParentCommand private Main main;

  @Override
  public Integer call() {
    main.terminal().out().print(Json.pretty(PipelineGrammar.jsonSchema()));
    return ExitCode.DONE;
  }
}
