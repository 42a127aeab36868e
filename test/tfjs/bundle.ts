import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles TensorFlow.js's own tests, TensorFlow.js itself and this backend into one module at `outfile`; what
 * environment.ts exports is what the module exports. It has to be one bundle: the tests reach into the ES modules under
 * `dist/`, which only bundlers can resolve, and they and the backend must share one engine.
 */
export async function bundleTests(outfile: string): Promise<void> {
  const here = dirname(fileURLToPath(import.meta.url));
  const dist = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'));
  const tests = readdirSync(dist, { recursive: true })
    .map((name) => String(name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('_test.js'))
    // Loading, saving and browsers: no backend has a part in them.
    .filter((name) => !name.startsWith('io/') && !name.startsWith('platforms/'))
    .sort();
  const environment = join(here, 'environment.ts');
  await build({
    stdin: {
      contents: [
        `export * from ${JSON.stringify(environment)};`,
        ...tests.map((name) => `import ${JSON.stringify(join(dist, name))};`),
      ].join('\n'),
      resolveDir: here,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    // The package declares that importing its tests has no effect.
    ignoreAnnotations: true,
    alias: { 'jasmine-core/lib/jasmine-core/jasmine.js': join(here, 'running-jasmine.cjs') },
    external: ['onnxruntime-node'],
    // CommonJS inside the bundle asks for Node's own modules.
    banner: { js: "import { createRequire as r } from 'node:module'; const require = r(import.meta.url);" },
    logLevel: 'error',
  });
}
