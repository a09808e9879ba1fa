/** Observables of the equations of motion, and what complex Langevin is judged by. */
package org.fieldbeam.core.observable.equation;
