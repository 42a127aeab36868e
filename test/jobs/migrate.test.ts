import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.js';
import { openDatabase } from '../../src/jobs/database.js';
import { migrate, readMigrations } from '../../src/jobs/migrate.js';
import { openJobStore } from '../../src/jobs/sqlite-store.js';
import { NO_QUOTA, newJob, temporaryFolder } from './fixtures.js';

const open = (path: string) => openJobStore(path, { clock: Date.now });

function refusal(path: string): AppError {
  try {
    open(path);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it opened');
}

describe('a database', () => {
  it('is made with its folder, and opened again as it was', async () => {
    const path = join(temporaryFolder(), 'deep', 'down', 'gramarye.db');
    const first = open(path);
    const job = await first.enqueue(newJob(), NO_QUOTA);
    await first.close();
    const second = open(path);
    expect(await second.get(job.id)).toEqual(job);
    await second.close();
  });

  it('of a newer version is refused and left alone', () => {
    const path = join(temporaryFolder(), 'gramarye.db');
    const db = new Sqlite(path);
    db.pragma('user_version = 999');
    db.close();
    const error = refusal(path);
    expect(error.code).toBe('DATABASE_NEWER');
    expect(error.userMessage).toMatch(/made by a newer Gramarye \(schema 999, this one knows \d+\)/);
  });

  it('that is no database, or a damaged one, is refused by name', async () => {
    const folder = temporaryFolder();
    const letter = join(folder, 'letter.db');
    writeFileSync(letter, 'Dear Sir or Madam,\n'.repeat(100));
    expect(refusal(letter)).toMatchObject({ code: 'DATABASE_DAMAGED', details: { path: letter } });

    const path = join(folder, 'gramarye.db');
    await open(path).close();
    // A page that holds the schema, overwritten.
    const db = new Sqlite(path);
    db.pragma('journal_mode = DELETE');
    db.close();
    const bytes = readFileSync(path);
    bytes.fill(0xff, 100, 4096);
    writeFileSync(path, bytes);
    expect(refusal(path).code).toBe('DATABASE_DAMAGED');
  });

  it('whose rows make no sense says which column', async () => {
    const path = join(temporaryFolder(), 'gramarye.db');
    const store = open(path);
    const { id } = await store.enqueue(newJob(), NO_QUOTA);
    const db = new Sqlite(path);
    db.prepare('UPDATE jobs SET request = ?').run('{"size": "large"}');
    db.close();
    await expect(store.get(id)).rejects.toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: expect.stringContaining('column request'),
    });
    await store.close();
  });

  // There the system answers ENOENT for folders that cannot be made, which a recursive mkdir tries for ever.
  it.runIf(process.platform === 'linux')('below /proc is a clear word too, and soon', () => {
    expect(refusal('/proc/gramarye/data/gramarye.db')).toMatchObject({ code: 'DATA_UNWRITABLE' });
  });

  it('where nothing can be written is a clear word about the folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    const inside = join(folder, 'file', 'data', 'gramarye.db');
    expect(refusal(inside)).toMatchObject({ code: 'DATA_UNWRITABLE' });

    const closed = join(folder, 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0o555);
    const { code, stderr } = await asNobody(`
      import { openJobStore } from ${JSON.stringify(DIST)};
      try { openJobStore(${JSON.stringify(join(closed, 'gramarye.db'))}, { clock: Date.now }); }
      catch (error) { console.error(error.code + ' ' + error.message); process.exit(3); }`);
    expect(stderr).toMatch(/^DATA_UNWRITABLE Cannot write to the data folder .*closed/);
    expect(code).toBe(3);
  });
});

describe('migrations', () => {
  const FIRST = { version: 1, name: '0001_a.sql', sql: 'CREATE TABLE a (x INTEGER) STRICT' };

  it('run once, in order, each whole or not at all', () => {
    const path = join(temporaryFolder(), 'a.db');
    const db = openDatabase(path);
    migrate(db, path, [FIRST]);
    migrate(db, path, [FIRST]);
    const broken = { version: 2, name: '0002_b.sql', sql: 'CREATE TABLE b (x INTEGER) STRICT; NONSENSE' };
    expect(() => migrate(db, path, [FIRST, broken])).toThrow();
    expect(db.prepare(`SELECT name FROM sqlite_master`).pluck().all()).toEqual(['a']);
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    db.close();
  });

  it('must be numbered without gaps', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '0001_a.sql'), FIRST.sql);
    writeFileSync(join(folder, '0003_c.sql'), FIRST.sql);
    expect(() => readMigrations(folder)).toThrow('0003_c.sql');
  });

  it('may be started by many processes at once', async () => {
    const path = join(temporaryFolder(), 'gramarye.db');
    const program = `
      import { openJobStore } from ${JSON.stringify(DIST)};
      const store = openJobStore(${JSON.stringify(path)}, { clock: Date.now });
      await store.setFact(String(process.pid), 'here');
      await store.close();`;
    const ends = await Promise.all(Array.from({ length: 6 }, () => run(program)));
    expect(ends).toEqual(ends.map(() => ({ code: 0, stderr: '' })));
    const db = new Sqlite(path);
    expect(db.prepare('SELECT COUNT(*) FROM facts').pluck().get()).toBe(6);
    db.close();
  });
});

const DIST = new URL('../../dist/jobs/sqlite-store.js', import.meta.url).href;

/** Runs a program's text in a process of its own. */
async function run(program: string, user?: number): Promise<{ code: number | null; stderr: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(user === undefined ? {} : { uid: user }),
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

/** Root may write everywhere, so the test gives that up where it has it. */
function asNobody(program: string): Promise<{ code: number | null; stderr: string }> {
  return run(program, process.getuid?.() === 0 ? 65534 : undefined);
}
