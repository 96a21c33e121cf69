/** A Prometheus-compatible store in the place of the archive's samples. */
package dev.muster.app.store;
