package dev.muster.console.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A limit that a client is held to.
 *
 * @param limit null where the type has none
 * @param unit of limit, clear and value: {@code percent}, {@code seconds}, {@code number}, "" for
 *     none
 * @param hold how long it has to be crossed, in seconds
 * @param value now; of several drives that of the worst
 * @param state {@code ok}, {@code pending}, {@code firing}, {@code silenced}, or {@code unknown}
 *     where there is no value
 * @param since when it was crossed, in Unix seconds
 */
record LimitView(
    String type,
    @Nullable Double limit,
    String unit,
    @JsonProperty("for") double hold,
    @Nullable Double clear,
    @Nullable Double value,
    String state,
    @Nullable Double since,
    List<Parts.Why> why) {}
