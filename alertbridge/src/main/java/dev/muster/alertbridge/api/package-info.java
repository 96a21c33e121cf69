/** Alertmanager's HTTP API over the alert bridge, and what goes beyond it. */
package dev.muster.alertbridge.api;
