/** The sheet, and how broad its frame is. */
export const WIDTH = 1040;
export const HEIGHT = 1280;
export const FRAME = 46;
