/** What is known of actions of angles beyond their values: single angles, exact averages. */
package org.fieldbeam.core.action.angle;
