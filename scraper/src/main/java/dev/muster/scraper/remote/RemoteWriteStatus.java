package dev.muster.scraper.remote;

import java.util.OptionalLong;

/**
 * How sending on to one receiver goes.
 *
 * @param url without query
 * @param sent samples it has taken since the start
 * @param failed samples in requests that failed, each time
 * @param retried samples that were sent once more after a failure
 * @param rejected samples it will not have
 * @param lost samples that waited for too long or took too much room
 * @param metadata descriptions of families it has taken
 * @param pending samples that wait
 * @param oldestMillis the time of the oldest scrape that waits, Unix milliseconds
 * @param highestMillis the greatest time of a sample that it took, Unix milliseconds; 0 for none
 * @param successMillis when it took something last, Unix milliseconds; 0 for never
 * @param protocol the version of remote write that it gets: 1.0 or 2.0
 * @param problem why sending fails, "" where it does not
 */
public record RemoteWriteStatus(
    String receiver,
    String url,
    long sent,
    long failed,
    long retried,
    long rejected,
    long lost,
    long metadata,
    long pending,
    OptionalLong oldestMillis,
    long highestMillis,
    long successMillis,
    String protocol,
    String problem) {}
