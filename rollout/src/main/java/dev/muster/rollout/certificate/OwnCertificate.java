package dev.muster.rollout.certificate;

import dev.muster.web.Identity;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A certificate of the server itself.
 *
 * @param name under which the authority keeps it
 * @param kind {@code server} or {@code client}
 * @param issue the one that should be in use now
 * @param show puts one into use, from the next connection
 */
public record OwnCertificate(
    String name, String kind, Supplier<Identity> issue, Consumer<Identity> show) {}
