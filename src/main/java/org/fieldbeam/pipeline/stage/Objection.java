package org.fieldbeam.pipeline.stage;

import org.fieldbeam.grammar.Location;

/**
 * Something that a stage cannot do.
 *
 * @param at where it is asked for
 * @param words what is wrong and what is needed
 */
public record Objection(Location at, String words) {}
