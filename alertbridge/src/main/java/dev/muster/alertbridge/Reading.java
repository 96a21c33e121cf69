package dev.muster.alertbridge;

/**
 * One value of one client.
 *
 * @param detail which drive, or the like; "" where there is nothing to tell apart
 * @param value in the limit type's unit, finite
 */
record Reading(String detail, double value) {}
