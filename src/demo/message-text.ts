/** A message's words for one line of a terminal: without markdown, people mentioned by the one name there is. */
export function inOneLine(text: string, user: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/^(?:#+|-#) /, '').trim())
    .filter((line) => line !== '')
    .join(' · ')
    .replace(/\*\*|`/g, '')
    .replace(/<@!?\d+>/g, user);
}
