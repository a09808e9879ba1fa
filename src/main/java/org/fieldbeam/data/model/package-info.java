/** Files of models and matrices that stages read. */
package org.fieldbeam.data.model;
