package dev.muster.archive;

import dev.muster.metrics.PostedAlert;

/**
 * The episode of an alert that somebody else judged, such as a rule's.
 *
 * @param record as the views show it; its type is the alert's name, its limit NaN
 * @param alert as it was handed on last
 */
public record PostedEpisode(AlertRecord record, PostedAlert alert) {}
