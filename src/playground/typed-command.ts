/** What a person typed: `/name subcommand option:value …`, values with spaces in quotes. */
export interface TypedCommand {
  readonly name: string;
  /** The subcommand, word by word; empty for a command that has none. */
  readonly path: readonly string[];
  readonly options: Readonly<Record<string, string>>;
}

/** Reads a line as Discord's composer would have it; null when it is not a command. */
export function parseTyped(line: string): TypedCommand | null {
  const [, name, rest] = /^\/([\w-]+)\s*(.*)$/.exec(line.trim()) ?? [];
  if (name === undefined || rest === undefined) return null;
  const [words = ''] = /^(?:[\w-]+(?![\w-]|\s*:)\s*)*/.exec(rest) ?? [];
  const path = words.split(/\s+/).filter((word) => word !== '');
  const options: Record<string, string> = {};
  for (const match of rest.matchAll(/([\w-]+):\s*(?:"([^"]*)"|(\S+))/g)) {
    const [, option, quoted, plain] = match;
    if (option !== undefined) options[option] = quoted ?? plain ?? '';
  }
  return { name, path, options };
}
