import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, VARIABLE_NAMES } from '../src/config.js';
import { AppError } from '../src/errors.js';

describe('loadConfig', () => {
  it('works with an empty environment', () => {
    const config = loadConfig({});
    expect(config.discord.token).toBeNull();
    expect(config.discord.attachmentOrigins).toEqual([
      'https://cdn.discordapp.com',
      'https://media.discordapp.net',
    ]);
    expect(config.limits.defaultSize).toBeLessThanOrEqual(config.limits.maxSize);
  });

  it('takes a blank variable for an absent one, as in a copied .env.example', () => {
    expect(loadConfig({ DISCORD_TOKEN: '', ENGINES: '' })).toEqual(loadConfig({}));
  });

  it('names every variable that is wrong', () => {
    const load = () => loadConfig({ ENGINES: 'many', ENGINE_DEVICE: 'toaster', MAX_SIZE: '512' });
    expect(load).toThrow(AppError);
    expect(load).toThrow(/ENGINES: .*\n\s+ENGINE_DEVICE: /);
  });

  it('takes a folder or a safe address for a mirror of weights', () => {
    const mirror = (text: string) => loadConfig({ WEIGHTS_MIRROR: text }).paths.weightsMirror;
    expect(mirror('https://example.com/weights/')).toBe('https://example.com/weights');
    expect(mirror('http://127.0.0.1:8080')).toBe('http://127.0.0.1:8080');
    expect(mirror('/srv/weights/')).toBe(resolve('/srv/weights'));
    expect(() => mirror('http://example.com/weights')).toThrow(
      /WEIGHTS_MIRROR: must be a folder or an https/,
    );
    expect(() => mirror('ftp://example.com')).toThrow(/WEIGHTS_MIRROR/);
  });

  it('refuses a default size above the largest', () => {
    expect(() => loadConfig({ DEFAULT_SIZE: '1024', MAX_SIZE: '512' })).toThrow(/DEFAULT_SIZE/);
  });
});

describe('.env.example', () => {
  const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const explained = [...text.matchAll(/^(?:# )?([A-Z][A-Z_]+)=/gm)].map((match) => match[1] ?? '');

  it('explains every variable and no other', () => {
    expect([...explained].sort()).toEqual([...VARIABLE_NAMES].sort());
  });

  it('shows the true defaults', () => {
    const shown = Object.fromEntries(
      [...text.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map((match) => [match[1], match[2]]),
    );
    expect(loadConfig(shown)).toEqual(loadConfig({}));
  });
});
