import { COMPONENT } from '../forms/components.js';
import { FLAG, type MessageForm } from '../forms/message.js';
import { type FieldError, invalidForm, restError } from '../rest/rest-error.js';
import type { Message, StoredAttachment } from '../world/world.js';
import {
  type Component,
  type Embed,
  eachComponent,
  type Fields,
  isComponent,
  MediaReference,
  type Node,
} from './body.js';

const MAX_COMPONENTS = 40;
const MAX_TEXT = 4000;
const MAX_ATTACHMENTS = 10;

/** A file of the request, stored already, and the `n` of its part `files[n]`. */
export interface Upload {
  readonly index: string;
  readonly attachment: StoredAttachment;
}

/** What a message says: everything that an edit can change. */
export interface Body {
  readonly content: string;
  readonly embeds: readonly Embed[];
  readonly components: readonly Component[];
  readonly flags: number;
  readonly attachments: readonly StoredAttachment[];
}

export const EMPTY_BODY: Body = { content: '', embeds: [], components: [], flags: 0, attachments: [] };

/**
 * The body that a form makes of `before` (EMPTY_BODY for a new message). Fields left out of the form stay.
 *
 * Files: without `attachments` the new files are appended to what is there; with it, exactly the listed ones remain,
 * kept and new (Discord, Edit Message, v10). `attachment://name` means a new file, or a kept one whose listing gives
 * its filename, or any old one where `attachments` is left out.
 *
 * Throws 50035 for a broken rule and 50006 when nothing would be left to show.
 */
export function composeBody(
  before: Body,
  form: MessageForm,
  uploads: readonly Upload[],
  prefix: readonly string[],
): Body {
  const listed = form.attachments;
  const kept =
    listed == null
      ? before.attachments
      : before.attachments.filter((attachment) => listed.some((entry) => entry.id === attachment.id));
  const isNew = before === EMPTY_BODY;
  const added = uploads.filter(
    (upload) => isNew || listed == null || listed.some((entry) => entry.id === upload.index),
  );
  const attachments = [...kept, ...added.map((upload) => upload.attachment)];
  const problems: FieldError[] = [];
  if (attachments.length > MAX_ATTACHMENTS) {
    problems.push({
      path: [...prefix, 'attachments'],
      code: 'BASE_TYPE_MAX_LENGTH',
      message: `Must be ${MAX_ATTACHMENTS} or fewer in length.`,
    });
  }

  const names = new Map<string, string>();
  for (const attachment of kept) {
    const entry = listed?.find((candidate) => candidate.id === attachment.id);
    if (listed == null || entry?.filename) names.set(attachment.filename, attachment.id);
  }
  for (const { attachment } of added) names.set(attachment.filename, attachment.id);

  const components =
    form.components === undefined
      ? before.components
      : withIds(resolve(form.components ?? [], names, [...prefix, 'components'], problems));
  problems.push(...componentProblems(components, [...prefix, 'components']));
  // A missing picture of an embed is left out without a word; that of a component is refused.
  const embeds =
    form.embeds === undefined
      ? before.embeds
      : (form.embeds ?? []).map((embed) => resolveEmbed(embed, names));
  if (problems.length > 0) throw invalidForm(problems);

  const settable = FLAG.SUPPRESS_EMBEDS | FLAG.SUPPRESS_NOTIFICATIONS | FLAG.IS_COMPONENTS_V2;
  const flags = form.flags == null ? before.flags : (before.flags & ~settable) | (form.flags & settable);
  const body: Body = {
    content: form.content === undefined ? before.content : (form.content ?? ''),
    embeds,
    components,
    flags: flags & ~FLAG.LOADING,
    attachments,
  };
  if (isBlank(body)) throw restError(50006);
  describe(form, kept, added);
  return body;
}

/** Alternative texts come with the listing of `attachments`, for new files by their number, for old by their id. */
function describe(form: MessageForm, kept: readonly StoredAttachment[], added: readonly Upload[]): void {
  for (const { id, description } of form.attachments ?? []) {
    if (description === undefined) continue;
    const attachment =
      added.find((upload) => upload.index === id)?.attachment ?? kept.find((old) => old.id === id);
    if (attachment !== undefined) attachment.description = description;
  }
}

function isBlank(body: Body): boolean {
  const visible = body.content.trim() !== '' || body.embeds.length > 0 || body.components.length > 0;
  return !visible && body.attachments.length === 0;
}

/** What of a message Components V2 could not show. */
export function legacyFieldsOf(message: Message): ('content' | 'embeds')[] {
  return [
    ...(message.content === '' ? [] : (['content'] as const)),
    ...(message.embeds.length === 0 ? [] : (['embeds'] as const)),
  ];
}

/** The form's tree with every `{url}` of a medium as a MediaReference. */
function resolve(
  node: unknown,
  names: ReadonlyMap<string, string>,
  path: readonly PropertyKey[],
  problems: FieldError[],
): Node {
  if (Array.isArray(node)) return node.map((item, index) => resolve(item, names, [...path, index], problems));
  if (typeof node !== 'object' || node === null) return node as Node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]: [string, unknown]) => {
      if ((key !== 'media' && key !== 'file') || !isAddress(value)) {
        return [key, resolve(value, names, [...path, key], problems)];
      }
      const reference = mediaReference(value.url, names);
      if (reference === null) {
        problems.push({
          path: [...path, key, 'url'],
          code: 'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
          message: 'The referenced attachment was not found',
        });
      }
      return [key, reference];
    }),
  );
}

function isAddress(value: unknown): value is { url: string } {
  return typeof value === 'object' && value !== null && 'url' in value && typeof value.url === 'string';
}

function mediaReference(url: string, names: ReadonlyMap<string, string>): MediaReference | null {
  if (!url.startsWith('attachment://')) return new MediaReference({ url });
  const attachmentId = names.get(url.slice('attachment://'.length));
  return attachmentId === undefined ? null : new MediaReference({ attachmentId });
}

function resolveEmbed(embed: object, names: ReadonlyMap<string, string>): Embed {
  const fields = resolve(embed, names, [], []) as Fields;
  const media = (url: Node) => (typeof url === 'string' ? mediaReference(url, names) : null);
  const part = (node: Node, key: 'url' | 'icon_url'): Fields | null => {
    if (typeof node !== 'object' || node === null || Array.isArray(node) || node instanceof MediaReference) {
      return null;
    }
    const reference = media(node[key]);
    if (key === 'url') return reference === null ? null : { media: reference };
    return { ...node, icon_url: reference };
  };
  return {
    ...fields,
    image: part(fields.image, 'url'),
    thumbnail: part(fields.thumbnail, 'url'),
    author: part(fields.author, 'icon_url'),
    footer: part(fields.footer, 'icon_url'),
  };
}

/** Gives every component an `id`: its own where the form has one, else the next free number from 1. */
function withIds(node: Node): Component[] {
  const roots = (Array.isArray(node) ? node : []).filter(isComponent);
  const taken = new Set([...eachComponent(roots)].map((component) => component.id).filter((id) => id > 0));
  let last = 0;
  const visit = (part: Node): Node => {
    if (Array.isArray(part)) return part.map(visit);
    if (typeof part !== 'object' || part === null || part instanceof MediaReference) return part;
    let id = part.id;
    if (isComponent(part) && !(typeof id === 'number' && id > 0)) {
      do last++;
      while (taken.has(last));
      id = last;
    }
    const entries = Object.entries(part).map(([key, value]) => [key, visit(value)] as const);
    return isComponent(part) ? { ...Object.fromEntries(entries), id } : Object.fromEntries(entries);
  };
  return roots.map(visit).filter(isComponent);
}

function componentProblems(components: readonly Component[], path: readonly PropertyKey[]): FieldError[] {
  const problems: FieldError[] = [];
  const all = [...eachComponent(components)];
  if (all.length > MAX_COMPONENTS) {
    problems.push({
      path,
      code: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
      message: `Total number of components cannot exceed ${MAX_COMPONENTS}`,
    });
  }
  const characters = all
    .filter((component) => component.type === COMPONENT.TEXT_DISPLAY)
    .reduce((sum, component) => sum + [...String(component.content)].length, 0);
  if (characters > MAX_TEXT) {
    problems.push({
      path,
      code: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
      message: `Components displayable text size exceeds maximum size of ${MAX_TEXT}`,
    });
  }
  const customIds = new Set<string>();
  const ids = new Set<number>();
  const visit = (node: Node, at: readonly PropertyKey[]) => {
    if (Array.isArray(node)) {
      for (const [index, item] of node.entries()) visit(item, [...at, index]);
      return;
    }
    if (!isComponent(node)) return;
    if (typeof node.custom_id === 'string') {
      if (customIds.has(node.custom_id)) {
        problems.push({
          path: [...at, 'custom_id'],
          code: 'COMPONENT_CUSTOM_ID_DUPLICATED',
          message: 'Component custom id cannot be duplicated',
        });
      }
      customIds.add(node.custom_id);
    }
    if (ids.has(node.id)) {
      problems.push({
        path: [...at, 'id'],
        code: 'COMPONENT_ID_DUPLICATED',
        message: 'Component id cannot be duplicated',
      });
    }
    ids.add(node.id);
    visit(node.components, [...at, 'components']);
    visit(node.accessory, [...at, 'accessory']);
  };
  visit([...components], path);
  return problems;
}
