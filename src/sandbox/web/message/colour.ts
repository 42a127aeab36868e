/** A box's accent as a style; Discord's number is 0xRRGGBB. */
export function colourOf(colour: number | null): Record<string, string> {
  return colour === null ? {} : { '--box-colour': `#${colour.toString(16).padStart(6, '0')}` };
}
