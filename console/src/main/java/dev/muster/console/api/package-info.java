/** The REST API {@code /api/muster/v1}: fleet, alerts, events, mails, the fleet file, live. */
package dev.muster.console.api;
