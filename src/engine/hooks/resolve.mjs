// Lets a preset's module import `gramarye/preset` and `gramarye/effects` from wherever it lies.

const OURS = {
  'gramarye/preset': new URL('../../presets/define-preset.js', import.meta.url).href,
  'gramarye/effects': new URL('../../presets/effects.js', import.meta.url).href,
};

export function resolve(specifier, context, next) {
  const url = Object.hasOwn(OURS, specifier) ? OURS[specifier] : undefined;
  return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
}
