/** Pipeline files as YAML: what the format adds to {@link org.fieldbeam.grammar}. */
package org.fieldbeam.pipeline.yaml;
