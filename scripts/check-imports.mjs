// The direction of imports (ARCHITECTURE.md): who may import whom, and no circles.
// Prints each violation as file → file and ends with 1 when there is one.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');

/** First match wins: files under `of` may import only what is under one of `may` (and themselves). */
const COMMON = [
  'config.ts',
  'entry.ts',
  'environment.ts',
  'errors.ts',
  'logger.ts',
  'picture-kind.ts',
  'version.ts',
];
const RULES = [
  { of: 'errors.ts', may: [] },
  { of: 'version.ts', may: [] },
  { of: 'logger.ts', may: [] },
  { of: 'picture-kind.ts', may: [] },
  { of: 'config.ts', may: ['errors.ts'] },
  { of: 'environment.ts', may: ['errors.ts'] },
  { of: 'entry.ts', may: ['environment.ts', 'errors.ts', 'logger.ts'] },
  { of: 'jobs/', may: COMMON },
  { of: 'presets/', may: [...COMMON, 'jobs/'] },
  { of: 'engine/optimizers/', may: [] },
  { of: 'engine/backends/', may: ['errors.ts', 'logger.ts'] },
  { of: 'engine/', may: [...COMMON, 'jobs/', 'presets/'] },
  { of: 'bot/', may: [...COMMON, 'jobs/', 'presets/'] },
  { of: 'sandbox/web/', may: ['sandbox/api.ts'] },
  { of: 'sandbox/', may: COMMON },
  { of: '', may: [''] },
];

const files = readdirSync(source, { recursive: true })
  .map((name) => String(name).split(sep).join('/'))
  .filter((name) => /\.tsx?$/.test(name));

const graph = new Map(files.map((file) => [file, importsOf(file)]));
const problems = [];
for (const [file, imports] of graph) {
  const rule = RULES.find((candidate) => matches(file, candidate.of));
  for (const target of imports) {
    if (!graph.has(target)) problems.push(`${file} → ${target}: no such file`);
    else if (
      rule.of !== '' &&
      !matches(target, rule.of) &&
      !rule.may.some((prefix) => matches(target, prefix))
    ) {
      problems.push(`${file} → ${target}: not allowed (see RULES in scripts/check-imports.mjs)`);
    }
  }
}
for (const circle of circles()) problems.push(`circular: ${circle.join(' → ')}`);

for (const problem of problems) console.error(problem);
console.log(`${files.length} files, ${problems.length} import problems`);
process.exit(problems.length === 0 ? 0 : 1);

function matches(file, prefix) {
  return prefix.endsWith('/') || prefix === '' ? file.startsWith(prefix) : file === prefix;
}

function importsOf(file) {
  const text = readFileSync(join(source, file), 'utf8');
  const found = [];
  for (const match of text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
    const named = resolve(dirname(join(source, file)), match[1]);
    // `.js` stands for a file of ours that is compiled to it; anything else is no code.
    const target =
      [named.replace(/\.js$/, '.tsx'), named.replace(/\.js$/, '.ts')].find((candidate) =>
        statSync(candidate, { throwIfNoEntry: false }),
      ) ?? named;
    if (!/\.tsx?$/.test(target) && statSync(target, { throwIfNoEntry: false })) continue;
    found.push(relative(source, target).split(sep).join('/'));
  }
  return found;
}

function circles() {
  const done = new Set();
  const found = [];
  const visit = (file, path) => {
    const at = path.indexOf(file);
    if (at >= 0) return found.push([...path.slice(at), file]);
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) visit(file, []);
  return found;
}
