package dev.muster.console.api;

import dev.muster.fleet.Finding;
import dev.muster.fleet.Fleet;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The fleet file and how it is read.
 *
 * @param history folder for texts it had before, made where there is none
 * @param reader reads a text as if it stood in the file; {@link dev.muster.fleet.FleetException}
 *     with every mistake
 * @param named what is wrong with the files that a fleet names, such as those of rules
 * @param reload takes the file into force; what hinders that, or nothing
 * @param audit notes what a request changed, in words without secrets
 */
public record FleetFiles(
    Path file,
    Path history,
    Function<String, Fleet> reader,
    Function<Fleet, List<Finding>> named,
    Supplier<List<Finding>> reload,
    BiConsumer<Context, String> audit) {}
