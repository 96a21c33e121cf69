/** Who may log in to Muster: the file {@code accounts.db}. */
package dev.muster.archive.account;
