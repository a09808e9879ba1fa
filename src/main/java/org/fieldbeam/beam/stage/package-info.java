/** What the transforms do with one shard. */
package org.fieldbeam.beam.stage;
