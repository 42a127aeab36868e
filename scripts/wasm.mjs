// Makes src/engine/optimizers/vectors.wasm of vectors.wat beside it. Both are committed; a test keeps the two the same.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import wabt from 'wabt';

const folder = new URL('../src/engine/optimizers/', import.meta.url);
const { parseWat } = await wabt();
const source = readFileSync(new URL('vectors.wat', folder), 'utf8');
const code = parseWat('vectors.wat', source, { simd: true, multi_value: true });
code.validate();
const { buffer } = code.toBinary({});
const file = fileURLToPath(new URL('vectors.wasm', folder));
writeFileSync(file, buffer);
console.log(`${file}: ${buffer.length} bytes`);
