/** Log-in: users, sessions, tokens, invitations, the audit log. */
package dev.muster.console.account;
