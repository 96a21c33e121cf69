package dev.muster.archive;

/**
 * What the samples of one series in one window come to; NaN and stale markers are left out.
 *
 * @param window its place in the chunk
 * @param sum NaN where it has both infinities
 * @param increase by how much a counter grew since the sample before the window; 0 for others
 */
record RollupWindow(
    int window, long count, double last, double min, double max, double sum, double increase) {}
