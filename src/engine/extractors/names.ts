/** Extractors by name, `auto` standing for the best that needs no download; free of TensorFlow.js. */
export const EXTRACTOR_NAMES = ['auto', 'wavelet', 'squeezenet', 'vgg19'] as const;
export type ExtractorName = (typeof EXTRACTOR_NAMES)[number];

export function isExtractorName(name: string): name is ExtractorName {
  return (EXTRACTOR_NAMES as readonly string[]).includes(name);
}

/** What is said of a name that there is no extractor of. */
export function unknownExtractor(name: string): string {
  return `there is no extractor called “${name}”. Use one of: ${EXTRACTOR_NAMES.join(', ')}.`;
}
