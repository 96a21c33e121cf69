/** Samples sent on, by remote write, to the receivers that the fleet file names. */
package dev.muster.scraper.remote;
