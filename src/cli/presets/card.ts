import sharp from 'sharp';

/** Pixels of a side. */
export const CARD_SIDE = 512;
/** Of the painting in the corner. */
const INSET = 0.36;
const BORDER = 7;
const MARGIN = 18;

/**
 * The card of a style: what it makes of the sample photo, and in the corner the painting that it was taken from. Square,
 * so that `/styles` need not crop it; WebP.
 */
export async function composeCard(result: Buffer, painting: string): Promise<Buffer> {
  const side = Math.round(INSET * CARD_SIDE);
  const inner = side - 2 * BORDER;
  const inset = await sharp(painting).resize(inner, inner, { fit: 'cover' }).png().toBuffer();
  const framed = await sharp({
    create: { width: side, height: side, channels: 4, background: '#fbf8f0' },
  })
    .composite([{ input: inset, left: BORDER, top: BORDER }])
    .png()
    .toBuffer();
  const at = CARD_SIDE - side - MARGIN;
  const shadow = await sharp({
    create: { width: CARD_SIDE, height: CARD_SIDE, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .composite([{ input: await flat(side), left: at + 2, top: at + 5 }])
    .blur(7)
    .png()
    .toBuffer();
  return sharp(result)
    .resize(CARD_SIDE, CARD_SIDE, { fit: 'cover' })
    .removeAlpha()
    .composite([{ input: shadow }, { input: framed, left: at, top: at }])
    .webp({ quality: 66, effort: 6 })
    .toBuffer();
}

function flat(side: number): Promise<Buffer> {
  return sharp({
    create: { width: side, height: side, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0.55 } },
  })
    .png()
    .toBuffer();
}
