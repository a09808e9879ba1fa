/** How exact the flow of a model is: its claimed density, and configurations it did not propose. */
package org.fieldbeam.core.audit;
