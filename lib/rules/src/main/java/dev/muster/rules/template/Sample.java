package dev.muster.rules.template;

import java.util.Map;

/** An element of a query's result, as templates see it: {@code .Labels} and {@code .Value}. */
record Sample(Map<String, String> labels, double value) {}
