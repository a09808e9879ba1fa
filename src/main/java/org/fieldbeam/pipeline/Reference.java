package org.fieldbeam.pipeline;

import org.fieldbeam.pipeline.grammar.Location;

/**
 * What a stage reads: the name of an earlier stage's output or, with a slash in it, a dataset
 * folder outside the pipeline.
 *
 * @param text as written in the file
 * @param at where it is written
 */
public record Reference(String text, Location at) {

  /** Whether this is the path of a folder and not the name of a stage's output. */
  public boolean isPath() {
    return text.contains("/");
  }

  /** Name of the dataset: the last part of its folder. */
  public String name() {
    String folder = text.replaceAll("/+$", "");
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  @Override
  public String toString() {
    return text;
  }
}
