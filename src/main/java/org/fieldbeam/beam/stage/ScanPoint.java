package org.fieldbeam.beam.stage;

import java.io.Serializable;
import org.fieldbeam.core.action.ComplexAction;
import org.fieldbeam.core.markov.ComplexLangevin;

/**
 * A point of a scan.
 *
 * @param action a {@code complexQuartic}
 * @param algorithm algorithm, whose kernel may differ from point to point
 */
public record ScanPoint(ComplexAction action, ComplexLangevin algorithm) implements Serializable {}
