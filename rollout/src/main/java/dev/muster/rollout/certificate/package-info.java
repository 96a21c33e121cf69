/** Keeps the fleet's certificates from ending, and revoked ones out. */
package dev.muster.rollout.certificate;
