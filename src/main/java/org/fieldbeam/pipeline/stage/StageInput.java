package org.fieldbeam.pipeline.stage;

/**
 * An input of a stage.
 *
 * @param reference how the file names it
 * @param size its size
 * @param knowsAction whether it says what its action is; true for those of earlier stages
 */
public record StageInput(Reference reference, DataSize size, boolean knowsAction) {}
