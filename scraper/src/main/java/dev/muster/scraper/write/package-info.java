/** Remote write: samples that others push, decoded within bounds and handed to the archive. */
package dev.muster.scraper.write;
