/** What averages over the sites or links of a field are made of: kernels, recordings, sums. */
package org.fieldbeam.core.observable.average;
