/** The fleet as a stock Prometheus takes it over: configuration, targets, rules. */
package dev.muster.scraper.handover;
