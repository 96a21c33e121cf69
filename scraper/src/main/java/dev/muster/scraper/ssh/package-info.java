/** The ways to an exporter over SSH: through a kept channel, or run anew for each scrape. */
package dev.muster.scraper.ssh;
