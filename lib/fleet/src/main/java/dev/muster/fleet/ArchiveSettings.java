package dev.muster.fleet;

import java.time.Duration;

/**
 * What the archive keeps.
 *
 * @param retention how long samples are kept
 */
public record ArchiveSettings(Duration retention) {}
