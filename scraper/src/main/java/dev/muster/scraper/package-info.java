/** Pulls the fleet: one loop a client, pages turned into samples, events fetched, the query API. */
package dev.muster.scraper;
