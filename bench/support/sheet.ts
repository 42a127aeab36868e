import { existsSync } from 'node:fs';
import sharp from 'sharp';

const CELL = { width: 270, height: 180, gap: 6 };

/** Pictures in rows and columns on white, as WebP; a picture that is not there leaves its cell empty. */
export async function sheet(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const columns = Math.max(...rows.map((row) => row.length));
  const step = { x: CELL.width + CELL.gap, y: CELL.height + CELL.gap };
  const cells = await Promise.all(
    rows.flatMap((row, y) =>
      row.map(async (file, x) => {
        if (!existsSync(file)) return [];
        const input = await sharp(file).resize(CELL.width, CELL.height, { fit: 'cover' }).toBuffer();
        return [{ input, left: x * step.x, top: y * step.y }];
      }),
    ),
  );
  const [width, height] = [columns * step.x - CELL.gap, rows.length * step.y - CELL.gap];
  return sharp({ create: { width, height, channels: 3, background: 'white' } })
    .composite(cells.flat())
    .webp({ quality: 82 })
    .toBuffer();
}
