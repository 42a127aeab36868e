/** The part of Discord's markdown that the bot writes, as HTML: headings, small print, bold, italic, code, links, quotes. */
export function markdown(text: string): string {
  return escapeHtml(text).split('\n').map(block).join('');
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function block(line: string): string {
  const heading = /^(#{1,3}) (.*)$/.exec(line);
  if (heading?.[1] && heading[2] !== undefined) {
    const level = heading[1].length + 1;
    return `<h${level}>${inline(heading[2])}</h${level}>`;
  }
  if (line.startsWith('-# ')) return `<p class="small">${inline(line.slice(3))}</p>`;
  // `>` was escaped before the lines were looked at.
  if (line.startsWith('&#62; ')) return `<blockquote>${inline(line.slice(6))}</blockquote>`;
  return line.trim() === '' ? '<div class="gap"></div>' : `<p>${inline(line)}</p>`;
}

function inline(text: string): string {
  return text
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*(.+?)\*\*/g, '<b>$1</b>')
    .replace(/(?<![\w*])[*_]([^*_]+)[*_](?![\w*])/g, '<i>$1</i>')
    .replace(/\[([^\]]+)\]\((https?:[^\s)]+)\)/g, '<a href="$2">$1</a>')
    .replace(/&#60;#\d+&#62;/g, '<span class="mention">#channel</span>')
    .replace(/&#60;@!?(\d+)&#62;/g, '<span class="mention">@user</span>')
    .replace(/&#60;t:(\d+)(?::\w)?&#62;/g, (_, seconds: string) =>
      new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace('T', ' '),
    )
    .replace(/&#60;\/([\w -]+):\d+&#62;/g, '<span class="mention">/$1</span>');
}
