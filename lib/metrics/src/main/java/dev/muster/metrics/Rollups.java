package dev.muster.metrics;

/**
 * Samples of one series of which only sums are left, oldest first: of each of {@code size} times,
 * which do not overlap with each other nor with the series' samples, how many there were, the last
 * one, and what a query makes of them. The arrays may be longer and are not to be changed.
 *
 * @param startsMillis where each begins, Unix milliseconds
 * @param endsMillis where each has ended: its samples are older
 * @param values what {@link Windows#use} asks for; for an average the sum, for a use that rollups
 *     do not know the last sample
 * @param untilMillis from here on the series has its samples
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; an array is what makes it fast
public record Rollups(
    long[] startsMillis,
    long[] endsMillis,
    double[] counts,
    double[] lasts,
    double[] values,
    int size,
    long untilMillis) {}
