/**
 * Serves the transforms to pipelines that are written in other languages: Beam YAML, Python and
 * every SDK that can expand transforms of another one.
 */
package org.fieldbeam.expansion;
