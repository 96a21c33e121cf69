/**
 * Makes a fleet file of what a range of addresses or an inventory holds, and what answers there.
 */
package dev.muster.rollout.discover;
