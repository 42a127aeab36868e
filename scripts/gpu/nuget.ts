import { z } from 'zod';
import { AppError } from '../../src/errors.js';
import { getJson, type HttpOptions } from './http.js';

/** A package on a NuGet server (https://learn.microsoft.com/nuget/api/overview). */
export interface NugetPackage {
  readonly url: string;
  /** Bytes, and the SHA-512 in base64; null where the server does not tell. */
  readonly size: number | null;
  readonly sha512: string | null;
}

const indexSchema = z.object({ resources: z.array(z.object({ '@id': z.string(), '@type': z.string() })) });
const leafSchema = z.object({ catalogEntry: z.string() });
const entrySchema = z.object({
  packageHash: z.string(),
  packageHashAlgorithm: z.literal('SHA512'),
  packageSize: z.int().positive(),
});

/** Finds a package by name and version. Throws GPU_INSTALL when the server has it not, or cannot be reached. */
export async function findPackage(
  feed: string,
  name: string,
  version: string,
  options: HttpOptions,
): Promise<NugetPackage> {
  const index = indexSchema.safeParse(await getJson(feed, options));
  const resource = (type: string): string | undefined =>
    index.data?.resources.find((candidate) => candidate['@type'] === type)?.['@id'].replace(/\/?$/, '/');
  const content = resource('PackageBaseAddress/3.0.0');
  if (content === undefined) {
    throw new AppError('GPU_INSTALL', { problem: `${feed} is not the index of a NuGet server.` });
  }
  const [id, exact] = [name.toLowerCase(), version.toLowerCase()];
  const known = z
    .object({ versions: z.array(z.string()) })
    .safeParse(await getJson(`${content}${id}/index.json`, options));
  if (!known.data?.versions.includes(exact)) {
    throw new AppError('GPU_INSTALL', { problem: `${name} ${version} is not to be had from ${feed}.` });
  }
  const registrations = resource('RegistrationsBaseUrl');
  const entry =
    registrations === undefined ? null : await digest(`${registrations}${id}/${exact}.json`, options);
  return {
    url: `${content}${id}/${exact}/${id}.${exact}.nupkg`,
    size: entry?.packageSize ?? null,
    sha512: entry?.packageHash ?? null,
  };
}

/** What the server's catalogue says of the package; null from servers that keep none. */
async function digest(leaf: string, options: HttpOptions): Promise<z.infer<typeof entrySchema> | null> {
  try {
    const { catalogEntry } = leafSchema.parse(await getJson(leaf, options));
    return entrySchema.parse(await getJson(catalogEntry, options));
  } catch {
    return null;
  }
}
