package dev.muster.metrics;

/** One element of an instant vector. Time in Unix milliseconds. */
public record InstantSample(Labels labels, long timeMillis, double value) {}
