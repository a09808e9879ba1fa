/**
 * Noise schedules, the ladders of levels that they are mapped onto, and scores at continuous time:
 * what exact laws and learned models have in common.
 */
package org.fieldbeam.core.schedule;
