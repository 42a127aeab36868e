import sharp from 'sharp';

/** A small photograph-like picture: a sky, a sun, a field, each with some grain. */
export async function photo(width = 96, height = 72): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 72">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="#2a5298"/><stop offset="1" stop-color="#f7c873"/></linearGradient></defs>
    <rect width="96" height="72" fill="url(#sky)"/><circle cx="66" cy="30" r="9" fill="#fff3c4"/>
    <path d="M0 46 Q24 36 48 46 T96 44 V72 H0Z" fill="#2f6b3c"/><path d="M0 58 Q30 48 96 60 V72 H0Z" fill="#1d4027"/></svg>`;
  return sharp(Buffer.from(svg)).resize(width, height).png().toBuffer();
}

/** A PNG of one colour, told apart by it. */
export async function flat(colour: string, width = 64, height = 48): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

/** A PNG that hardly compresses: about 3 bytes a pixel. */
export async function grain(width: number, height: number): Promise<Buffer> {
  const pixels = Buffer.alloc(width * height * 3);
  let state = 1;
  for (let index = 0; index < pixels.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[index] = state >>> 24;
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

/** The mean colour of a picture, 0–255 each. */
export async function meanColour(bytes: Buffer): Promise<readonly number[]> {
  const { channels } = await sharp(bytes).stats();
  return channels.slice(0, 3).map(({ mean }) => mean);
}
