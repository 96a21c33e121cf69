/** SSH to the fleet's clients: log-in, commands, files by SFTP, tunnels. */
package dev.muster.ssh;
