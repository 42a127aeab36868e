import { z } from 'zod';
import { inviteLink } from '../../bot/invite.js';
import type { Finding } from './check.js';

const TIMEOUT_MS = 5000;

const applicationSchema = z.object({ id: z.string(), name: z.string() });

/** Whether there is a token and Discord knows it. The token itself is never shown. */
export async function checkDiscord(discord: { token: string | null; api: string }): Promise<Finding> {
  const name = 'Discord';
  if (discord.token === null) {
    return {
      name,
      status: 'warning',
      detail: 'DISCORD_TOKEN is not set (the demo and the command line need none)',
      fix: 'https://discord.com/developers/applications → your application → Bot → Reset Token; put it into .env',
    };
  }
  try {
    const response = await fetch(`${discord.api}/v10/applications/@me`, {
      headers: { authorization: `Bot ${discord.token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (response.status === 401) {
      return {
        name,
        status: 'problem',
        detail: 'Discord does not know this DISCORD_TOKEN',
        fix: 'Reset it in the Developer Portal (Bot → Reset Token) and copy the new one into .env.',
      };
    }
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const application = applicationSchema.parse(await response.json());
    const invite = inviteLink(application.id);
    return { name, status: 'ok', detail: `the token is ${application.name}'s\ninvite: ${invite}` };
  } catch (error) {
    return {
      name,
      status: 'warning',
      detail: `Discord could not be asked about the token: ${(error as Error).message}`,
      fix: 'Check this machine’s connection; DISCORD_API should be https://discord.com/api.',
    };
  }
}
