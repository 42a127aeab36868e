import { expect } from 'vitest';
import type { MessageView } from '../../../src/sandbox/api.js';
import type { Run } from '../../../src/sandbox/client/run.js';
import type { OptionValue, SandboxUser } from '../../../src/sandbox/client/user.js';
import { flat, meanColour, photo } from './pictures.js';
import type { Stage } from './stage.js';

/** `/stylize` with a small picture and the harbour, or other options. */
export async function stylize(
  user: SandboxUser,
  options: Readonly<Record<string, OptionValue>> = {},
  channel = 'studio',
): Promise<Run> {
  return user.command({
    channel,
    name: 'stylize',
    options: { picture: { name: 'photo.png', bytes: await photo() }, style: 'zz-quiet-harbour', ...options },
  });
}

/** A finished picture, and the run whose reply it is. */
export async function finished(
  stage: Stage,
  user: SandboxUser,
  options: Readonly<Record<string, OptionValue>> = {},
  channel = 'studio',
): Promise<{ run: Run; message: MessageView; jobId: string }> {
  const run = await stylize(user, options, channel);
  await run.message();
  const job = await stage.painter.take();
  await job.succeed(await flat('#20c030'));
  const message = await run.waitFor(isFinished);
  return { run, message, jobId: job.job.id };
}

export const isFinished = ({ buttons }: MessageView): boolean =>
  buttons.some(({ customId }) => customId?.startsWith('compare:'));

export const labels = (message: MessageView): string[] => message.buttons.map(({ label }) => label);

/** The bytes of the one picture of a message; fails when there are more, or files that nothing shows. */
export async function shown(user: SandboxUser, message: MessageView): Promise<Buffer> {
  expect(message.hiddenFiles).toEqual([]);
  expect(message.pictures).toHaveLength(1);
  const [picture] = message.pictures;
  return user.download(picture?.url ?? '');
}

/** Which colour rules the one picture of a message. */
export async function tint(user: SandboxUser, message: MessageView): Promise<'red' | 'green' | 'blue'> {
  const [red = 0, green = 0, blue = 0] = await meanColour(await shown(user, message));
  const most = Math.max(red, green, blue);
  return most === red ? 'red' : most === green ? 'green' : 'blue';
}
