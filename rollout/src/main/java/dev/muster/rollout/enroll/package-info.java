/**
 * Takes in machines that ask to be watched: tokens, certificate requests, their place in the fleet.
 */
package dev.muster.rollout.enroll;
