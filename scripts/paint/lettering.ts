import type { SKRSContext2D } from '@napi-rs/canvas';

/**
 * Capitals and figures as strokes on a grid 4 wide and 6 high: pairs of digits are points, spaces lift the pen. Fonts
 * differ from machine to machine; these do not.
 */
const GLYPHS: Readonly<Record<string, string>> = {
  '0': '103041453616050110',
  '1': '112026 0646',
  '2': '01103041420646',
  '3': '0040224345361605',
  '4': '36300444',
  '5': '400002324344361605',
  '6': '3010010516364544330403',
  '7': '004016',
  '8': '103041423313020110 130405163645443313',
  '9': '0516364541301001021343',
  A: '0602204246 0444',
  B: '00063645443303 0030414233',
  C: '4130100105163645',
  D: '00062645412000',
  E: '40000646 0333',
  F: '400006 0333',
  G: '41301001051636454323',
  H: '0006 4046 0343',
  I: '1030 2026 1636',
  J: '4045361605',
  K: '0006 400346',
  L: '000646',
  M: '0600234046',
  N: '06004640',
  O: '103041453616050110',
  P: '06003041423303',
  Q: '103041453616050110 2446',
  R: '06003041423303 2346',
  S: '4130100102134344361605',
  T: '0040 2026',
  U: '000516364540',
  V: '002640',
  W: '0016233640',
  X: '0046 4006',
  Y: '002340 2326',
  Z: '00400646',
  '.': '2526',
  '-': '1333',
  '+': '1333 2224',
};

/** Writes a line of text, its upper left corner at a place; letters are `height` high. */
export function write(pen: SKRSContext2D, text: string, x: number, y: number, height: number): void {
  const unit = height / 6;
  let left = x;
  for (const letter of text.toUpperCase()) {
    const glyph = GLYPHS[letter];
    if (glyph !== undefined) {
      for (const stroke of glyph.split(' ')) {
        pen.beginPath();
        for (let i = 0; i + 1 < stroke.length; i += 2) {
          pen.lineTo(left + Number(stroke[i]) * unit, y + Number(stroke[i + 1]) * unit);
        }
        pen.stroke();
      }
    }
    left += unit * 5.6;
  }
}
