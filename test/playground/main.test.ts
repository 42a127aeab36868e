import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { portOrAny } from '../../src/playground/free-port.js';
import { readLine } from '../../src/playground/log-line.js';
import { Program } from '../bot/support/processes.js';

describe('npm run sandbox', () => {
  it('tells what it is when asked', async () => {
    const program = new Program('playground', {}, ['--help']);
    expect(await program.exit()).toBe(0);
    expect(program.output).toContain('The real bot and engine against a loopback Discord');
    for (const option of ['--port', '--no-open']) expect(program.output).toContain(option);
  });

  it.each([
    ['--port', 'x'],
    ['--port', '70000'],
  ])('refuses %s %s with a sentence', async (...args) => {
    const program = new Program('playground', {}, args);
    expect(await program.exit()).toBe(1);
    expect(program.output).toContain('whole number from 0 to 65535');
  });

  it('says why it cannot start on a port that is taken, and leaves nothing behind', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const address = taken.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    expect(await portOrAny(port)).toBe(0);
    const before = await folders();
    const program = new Program('playground', {}, ['--no-open', '--port', String(port)]);
    expect(await program.exit()).toBe(1);
    expect(program.output).toBe(`Port ${port} is taken by another program. Choose another with --port.\n`);
    expect(await folders()).toEqual(before);
    taken.close();
    expect(await portOrAny(port)).toBe(port);
  });
});

async function folders(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith('gramarye-sandbox-')).sort();
}

describe('a line of the log', () => {
  it('is read with its program and its job', () => {
    const line =
      '{"level":30,"time":5,"pid":1,"hostname":"h","name":"engine","job":"a","style":"x","msg":"painting"}';
    expect(readLine(line)).toEqual({
      level: 30,
      time: 5,
      program: 'engine',
      text: 'painting',
      job: 'a',
      fields: { style: 'x' },
    });
  });

  it.each(['Killed', '{', '[1]', '{"level":"info"}'])('is not what %s is', (line) => {
    expect(readLine(line)).toBeNull();
  });
});
