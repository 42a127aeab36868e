import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLogger } from '../../src/logger.js';
import { startSandbox } from '../../src/sandbox/server.js';
import { Program } from '../bot/support/processes.js';
import { leaksIn, searchLogs } from './logs.js';

/** What looks through the logs of the whole run must itself be able to find something. */
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'gramarye-logs-test-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('the search for secrets in logs', () => {
  it.each([
    ['the bot’s token', '{"msg":"login","authorization":"Bot MTIz.R2FuZGFsZg.c2VjcmV0LW9mLXRoZS1ib3Q"}'],
    ['a token made by the loopback Discord', 'POST /x/c2VjcmV0LXRva2VuLW9mLW9uZQ 204'],
    ['any interaction token, by its form', 'aW50ZXJhY3Rpb246MTIzOmFiY2RlZmdoaWprbG1ub3A'],
    ['the path of a webhook', 'PATCH /webhooks/100000000000000004/what-comes-here/messages/@original'],
    ['the path of a first answer', 'POST https://discord/api/v10/interactions/12/what-comes-here/callback'],
    ['a signature', 'GET https://cdn/attachments/1/2/a.png?ex=68f0&is=68ef&hm=ab12'],
  ])('finds %s', (_what, line) => {
    const secrets = new Set(['MTIz.R2FuZGFsZg.c2VjcmV0LW9mLXRoZS1ib3Q', 'c2VjcmV0LXRva2VuLW9mLW9uZQ']);
    const [leak, ...more] = leaksIn('bot', `{"msg":"ready"}\n${line}\n`, secrets);
    expect(more).toEqual([]);
    expect(leak?.line).toContain('‹secret›');
    for (const secret of secrets) expect(leak?.line).not.toContain(secret);
  });

  it('lets be what is none', () => {
    const text = [
      '{"msg":"queued a picture","job":"V1StGXR8_Z5jdHi6B-myT","user":"100000000000000005"}',
      'PATCH /webhooks/100000000000000004/:token/messages/@original 200',
      'https://discord.com/oauth2/authorize?client_id=1&scope=bot',
    ].join('\n');
    expect(leaksIn('bot', text, new Set(['a-secret-of-another-kind']))).toEqual([]);
  });

  it('is told by a loopback Discord what it issues', async () => {
    const told: string[] = [];
    const sandbox = await startSandbox({
      log: pino({ level: 'silent' }),
      secret: (secret) => told.push(secret),
    });
    onTestFinished(() => sandbox.stop());
    expect(told).toEqual([sandbox.settings.DISCORD_TOKEN]);
  });

  it('finds what a process of ours would write, among all that was kept', async () => {
    const kept = folder();
    const file = join(kept, 'sandbox-1.secrets');
    writeFileSync(file, '');
    const sandbox = new Program('sandbox', {}, ['--secrets', file]);
    onTestFinished(async () => {
      await sandbox.end('SIGKILL');
    });
    const { settings } = await sandbox.line((line) => 'settings' in line);
    const { DISCORD_TOKEN: token } = settings as { DISCORD_TOKEN: string };
    const log = join(kept, 'bot-1.log');
    const logger = createLogger({
      level: 'debug',
      format: 'json',
      name: 'bot',
      destination: { write: (line) => appendFileSync(log, line) },
    });
    logger.info({ token, url: `https://discord/${token}` }, 'hidden by the logger itself');
    appendFileSync(file, 'c2VjcmV0LXRva2VuLW9mLW9uZQ\n');
    expect(searchLogs(kept)).toMatchObject({ leaks: [], logs: 1, secrets: 2 });
    logger.info(`logged in with ${token}`);
    expect(searchLogs(kept).leaks).toMatchObject([
      { log: 'bot-1.log', line: expect.stringContaining('‹secret›') },
    ]);
  });
});
