import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';

const PREFIX = '/samples/';

/** A picture that is at hand to play with: what it is called, with its ending, and the file it is in. */
export interface Sample {
  readonly name: string;
  readonly path: string;
}

/** The sample pictures, read once. */
export class Samples {
  readonly #pictures: ReadonlyMap<string, Buffer>;

  private constructor(pictures: ReadonlyMap<string, Buffer>) {
    this.#pictures = pictures;
  }

  static async read(samples: readonly Sample[]): Promise<Samples> {
    const read = samples.map(
      async ({ name, path }) => [`${PREFIX}${encodeURIComponent(name)}`, await readFile(path)] as const,
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
