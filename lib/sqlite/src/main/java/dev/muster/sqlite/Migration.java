package dev.muster.sqlite;

/**
 * One step of a schema.
 *
 * @param version counted from 1, without gaps; kept in the file's {@code user_version}
 * @param script statements, each ended by a semicolon
 */
public record Migration(int version, String script) {}
