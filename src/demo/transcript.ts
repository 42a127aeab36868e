import {
  type APIAttachment,
  type APIComponentInContainer,
  type APIMessage,
  type APIMessageTopLevelComponent,
  type APISectionAccessoryComponent,
  ButtonStyle,
  ComponentType,
  MessageFlags,
} from 'discord.js';
import { escapeHtml, markdown } from './markdown.js';
import { STYLESHEET } from './transcript-style.js';

/** One thing that happened in the chat, as its page shows it. */
export type ChatEntry =
  | { readonly kind: 'command'; readonly user: string; readonly text: string }
  | { readonly kind: 'message'; readonly caption: string | null; readonly message: APIMessage };

export interface ChatPage {
  readonly title: string;
  readonly note: string;
  readonly channel: string;
  readonly entries: readonly ChatEntry[];
  /** Where a picture of the chat is: a path relative to the page. */
  readonly fileOf: (attachment: Pick<APIAttachment, 'filename' | 'url'>) => string;
}

type Component = APIMessageTopLevelComponent | APIComponentInContainer | APISectionAccessoryComponent;

/** A chat as one web page without scripts: messages with embeds, files and Components V2, as Discord lays them out. */
export function renderChat(page: ChatPage): string {
  const entries = page.entries.map((entry) => renderEntry(entry, page)).join('\n');
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.title)}</title>
<style>${STYLESHEET}</style>
<header><h1># ${escapeHtml(page.channel)}</h1><p>${escapeHtml(page.note)}</p></header>
<main>
${entries}
</main>
</html>
`;
}

function renderEntry(entry: ChatEntry, page: ChatPage): string {
  if (entry.kind === 'command') {
    return `<p class="command"><b>${escapeHtml(entry.user)}</b> used <code>${escapeHtml(entry.text)}</code></p>`;
  }
  const { message } = entry;
  const caption = entry.caption === null ? '' : `<p class="caption">${escapeHtml(entry.caption)}</p>`;
  const ephemeral = ((message.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  return `${caption}<article${ephemeral ? ' class="ephemeral"' : ''}>
<div class="avatar" aria-hidden="true">${escapeHtml(message.author.username.slice(0, 1).toUpperCase())}</div>
<div class="body"><p class="author"><b>${escapeHtml(message.author.username)}</b> <span class="app">APP</span></p>
${message.content === '' ? '' : `<div class="text">${markdown(message.content)}</div>`}
${(message.components ?? []).map((component) => renderComponent(component, message, page)).join('\n')}
${ephemeral ? '<p class="only-you">Only you can see this</p>' : ''}</div>
</article>`;
}

function renderComponent(component: Component, message: APIMessage, page: ChatPage): string {
  const picture = (media: { url: string; description?: string | null }) =>
    renderPicture(media.url, media.description ?? '', message, page);
  switch (component.type) {
    case ComponentType.Container: {
      const accent = component.accent_color;
      const edge = typeof accent === 'number' ? ` style="border-left-color:#${hex(accent)}"` : '';
      return `<section class="container"${edge}>${component.components
        .map((inner) => renderComponent(inner, message, page))
        .join('\n')}</section>`;
    }
    case ComponentType.TextDisplay:
      return `<div class="text">${markdown(component.content)}</div>`;
    case ComponentType.Section:
      return `<div class="section"><div>${component.components
        .map((inner) => renderComponent(inner, message, page))
        .join('\n')}</div>${renderComponent(component.accessory, message, page)}</div>`;
    case ComponentType.Thumbnail:
      return `<div class="thumbnail">${picture({ url: component.media.url, description: component.description ?? null })}</div>`;
    case ComponentType.MediaGallery:
      return `<div class="gallery count-${component.items.length > 4 ? 'many' : component.items.length}">${component.items
        .map((item) => picture({ url: item.media.url, description: item.description ?? null }))
        .join('')}</div>`;
    case ComponentType.Separator:
      return component.divider === false ? '<div class="gap"></div>' : '<hr>';
    case ComponentType.File:
      return `<p class="file">📄 ${escapeHtml(component.file.url.replace(/^attachment:\/\//, ''))}</p>`;
    case ComponentType.ActionRow:
      return `<div class="row">${component.components
        .map((inner) =>
          inner.type === ComponentType.Button
            ? renderComponent(inner, message, page)
            : `<span class="button">${escapeHtml(inner.placeholder ?? 'Choose …')} ▾</span>`,
        )
        .join('')}</div>`;
    case ComponentType.Button: {
      const label = 'label' in component ? (component.label ?? '') : '';
      const emoji = 'emoji' in component && component.emoji?.name ? `${component.emoji.name} ` : '';
      const tone = ButtonStyle[component.style].toLowerCase();
      return `<span class="button ${tone}${component.disabled ? ' disabled' : ''}">${escapeHtml(emoji + label)}</span>`;
    }
    default:
      return '';
  }
}

function renderPicture(url: string, description: string, message: APIMessage, page: ChatPage): string {
  const filename = url.startsWith('attachment://') ? url.slice('attachment://'.length) : null;
  const attachment = message.attachments.find((one) => one.url === url || one.filename === filename);
  const source = page.fileOf(attachment ?? { filename: filename ?? url, url });
  return `<img src="${escapeHtml(source)}" alt="${escapeHtml(description)}" loading="lazy">`;
}

function hex(colour: number): string {
  return colour.toString(16).padStart(6, '0');
}
