import { PermissionFlagsBits, type PermissionsBitField } from 'discord.js';
import { AppError } from '../errors.js';
import type { Texts } from './texts/texts.js';

/** What the bot needs to show a picture, and to edit the message when the interaction's token is over. */
const NEEDED = [
  ['viewChannel', PermissionFlagsBits.ViewChannel],
  ['attachFiles', PermissionFlagsBits.AttachFiles],
] as const;

/**
 * Throws BOT_PERMISSIONS when something is missing in the channel, so that nobody waits for a picture that cannot be
 * shown. In direct messages nothing can be missing but what Discord itself says.
 */
export function checkPermissions(
  permissions: Readonly<PermissionsBitField>,
  inGuild: boolean,
  texts: Texts,
): void {
  const missing = NEEDED.filter(([, flag]) => !permissions.has(flag))
    .map(([key]) => key)
    .filter((key) => inGuild || key !== 'viewChannel')
    .map((key) => texts.permissions[key]);
  if (missing.length > 0) throw new AppError('BOT_PERMISSIONS', { permissions: texts.listed(missing) });
}
