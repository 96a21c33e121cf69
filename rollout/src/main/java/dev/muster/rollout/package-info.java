/** Puts exporters on clients over SSH. */
package dev.muster.rollout;
