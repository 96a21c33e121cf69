package dev.muster.archive;

/**
 * A client as the fleet file has it.
 *
 * @param instance address and port of its exporter
 */
public record ClientRow(String name, String group, String ip, String instance, String mail) {}
