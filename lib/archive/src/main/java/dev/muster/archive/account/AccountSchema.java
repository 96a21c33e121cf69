package dev.muster.archive.account;

import dev.muster.sqlite.Migration;
import java.util.List;

/** The tables of {@code accounts.db}; groups are names, one a line. */
final class AccountSchema {
  static final List<Migration> MIGRATIONS =
      List.of(
          new Migration(
              1,
              """
              CREATE TABLE account(
                name TEXT NOT NULL PRIMARY KEY, mail TEXT NOT NULL, role TEXT NOT NULL,
                groups TEXT NOT NULL, hash TEXT NOT NULL, disabled INTEGER NOT NULL,
                made INTEGER NOT NULL, last_log_in INTEGER) STRICT, WITHOUT ROWID;
              CREATE TABLE session(
                hash TEXT NOT NULL PRIMARY KEY,
                user TEXT NOT NULL REFERENCES account(name) ON DELETE CASCADE,
                address TEXT NOT NULL, agent TEXT NOT NULL,
                begun INTEGER NOT NULL, used INTEGER NOT NULL, ends INTEGER NOT NULL)
                STRICT, WITHOUT ROWID;
              CREATE INDEX session_user ON session(user, begun);
              CREATE TABLE invitation(
                hash TEXT NOT NULL PRIMARY KEY,
                user TEXT NOT NULL REFERENCES account(name) ON DELETE CASCADE,
                kind TEXT NOT NULL, ends INTEGER NOT NULL,
                UNIQUE(user, kind)) STRICT, WITHOUT ROWID;
              CREATE TABLE token(
                name TEXT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
                groups TEXT NOT NULL, made INTEGER NOT NULL, expires INTEGER)
                STRICT, WITHOUT ROWID;
              CREATE TABLE audit(
                id INTEGER PRIMARY KEY, time INTEGER NOT NULL, user TEXT NOT NULL,
                address TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL,
                failed INTEGER NOT NULL) STRICT;
              CREATE INDEX audit_failed ON audit(failed, id);
              """),
          new Migration(
              2,
              """
              CREATE TABLE enrollment_token(
                name TEXT NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, grp TEXT NOT NULL,
                at_once INTEGER NOT NULL, uses INTEGER, used INTEGER NOT NULL,
                made INTEGER NOT NULL, expires INTEGER NOT NULL) STRICT, WITHOUT ROWID;
              CREATE TABLE enrollment(
                id TEXT NOT NULL PRIMARY KEY, key_sha256 TEXT NOT NULL UNIQUE,
                secret_sha256 TEXT NOT NULL, token TEXT NOT NULL, at_once INTEGER NOT NULL,
                name TEXT NOT NULL, grp TEXT NOT NULL, ip TEXT NOT NULL, port INTEGER NOT NULL,
                host TEXT NOT NULL, addresses TEXT NOT NULL, system TEXT NOT NULL,
                version TEXT NOT NULL, request TEXT NOT NULL, warning TEXT NOT NULL,
                state TEXT NOT NULL, chain TEXT NOT NULL,
                since INTEGER NOT NULL, decided INTEGER) STRICT, WITHOUT ROWID;
              CREATE INDEX enrollment_name ON enrollment(name COLLATE NOCASE);
              CREATE INDEX enrollment_state ON enrollment(state, since);
              """));

  private AccountSchema() {}
}
