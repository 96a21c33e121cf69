/** Prometheus's HTTP API over the archive: queries, series, targets, alerts, status, federation. */
package dev.muster.scraper.api;
