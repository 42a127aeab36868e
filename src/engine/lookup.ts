/** What a list or record has under a key; throws where there is nothing, for keys that cannot be missing. */
export function at<T>(list: Readonly<Record<string, T>> | readonly T[], key: string | number): T {
  const item = (list as Readonly<Record<string, T>>)[key];
  if (item === undefined) throw new Error(`nothing at ${key}`);
  return item;
}
