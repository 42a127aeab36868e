import { readdir, readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';

const PREFIX = '/samples/';
const PICTURE = /\.(?:jpe?g|png|webp)$/i;

/** Pictures that are at hand to play with: those of one folder, read once. */
export class Samples {
  readonly #pictures: ReadonlyMap<string, Buffer>;

  private constructor(pictures: ReadonlyMap<string, Buffer>) {
    this.#pictures = pictures;
  }

  /** @param folder null for none. */
  static async read(folder: string | null): Promise<Samples> {
    const names = folder === null ? [] : (await readdir(folder)).filter((name) => PICTURE.test(name)).sort();
    const read = names.map(
      async (name) =>
        [`${PREFIX}${encodeURIComponent(name)}`, await readFile(join(folder ?? '', name))] as const,
    );
    return new Samples(new Map(await Promise.all(read)));
  }

  get addresses(): readonly string[] {
    return [...this.#pictures.keys()];
  }

  /** Serves one, or answers false when this is no sample's address. */
  serve(response: ServerResponse, pathname: string): boolean {
    const bytes = this.#pictures.get(pathname);
    if (bytes === undefined) return false;
    const type = /\.png$/i.test(pathname) ? 'png' : /\.webp$/i.test(pathname) ? 'webp' : 'jpeg';
    response
      .writeHead(200, {
        'Content-Type': `image/${type}`,
        'Content-Length': bytes.length,
        'Cache-Control': 'no-cache',
      })
      .end(bytes);
    return true;
  }
}
