package dev.muster.rollout;

import java.nio.file.Path;

/**
 * The exporter packed for one kind of system, as {@code ./package} leaves it.
 *
 * @param file muster-exporter-VERSION-SYSTEM-MACHINE.tar.gz
 * @param version such as 1.2.0
 * @param system linux, macos or windows
 * @param machine x86_64 or aarch64
 * @param sha256 of the file, 64 lower-case hexadecimal digits
 * @param bytes of the file
 */
public record Distribution(
    Path file, String version, String system, String machine, String sha256, long bytes) {}
