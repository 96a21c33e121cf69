/** Inputs of fuzz tests, kept. */
package dev.muster.fuzz;
