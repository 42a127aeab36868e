import { OAuth2Scopes, PermissionFlagsBits, PermissionsBitField } from 'discord.js';

/**
 * What the bot needs in a server: to see the channel, and to keep the message of a picture, with its file, up to date
 * after the interaction's token has ended. It writes nowhere unasked.
 */
export const NEEDED_PERMISSIONS =
  PermissionFlagsBits.ViewChannel |
  PermissionFlagsBits.SendMessages |
  PermissionFlagsBits.SendMessagesInThreads |
  PermissionFlagsBits.AttachFiles |
  PermissionFlagsBits.ReadMessageHistory;

/** The address that invites the bot to a server, with exactly the scopes and permissions it needs. */
export function inviteLink(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
    permissions: new PermissionsBitField(NEEDED_PERMISSIONS).bitfield.toString(),
  });
  return `https://discord.com/oauth2/authorize?${query}`;
}
