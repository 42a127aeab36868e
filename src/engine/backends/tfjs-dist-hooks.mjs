// Lets Node import the ES modules inside @tensorflow/tfjs-core/dist as they are published: written for bundlers, without
// file extensions and without "type": "module". Nothing else is touched.

const DIST = '/@tensorflow/tfjs-core/dist/';

export function resolve(specifier, context, next) {
  const inside = context.parentURL?.includes(DIST) && specifier.startsWith('.');
  return next(inside && !specifier.endsWith('.js') ? `${specifier}.js` : specifier, context);
}

export function load(url, context, next) {
  return next(
    url,
    url.includes(DIST) && !url.endsWith('.node.js') ? { ...context, format: 'module' } : context,
  );
}
