package org.fieldbeam.pipeline.stage;

import java.util.Optional;
import java.util.Set;
import org.fieldbeam.pipeline.stage.StageSpec.Product;

/**
 * What a figure of a report reads.
 *
 * @param reference the output of a stage, or a folder
 * @param allowed what the output may be
 * @param measured of measurements, the ensemble that must have been measured; empty for any other
 *     output
 */
public record FigureInput(
    Reference reference, Set<Product> allowed, Optional<Reference> measured) {}
