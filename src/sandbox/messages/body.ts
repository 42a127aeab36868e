/** A picture or file that a component or embed shows: one of the message's own attachments, or an address elsewhere. */
export class MediaReference {
  readonly attachmentId: string | null;
  readonly url: string;

  constructor(source: { attachmentId: string } | { url: string }) {
    this.attachmentId = 'attachmentId' in source ? source.attachmentId : null;
    this.url = 'url' in source ? source.url : '';
  }
}

/**
 * What a component or embed is stored as: the form's own fields, but every medium is a MediaReference. Addresses are
 * signed and expire, so they are made anew whenever a message is read.
 */
export type Node = string | number | boolean | null | undefined | MediaReference | Node[] | Fields;
export interface Fields {
  readonly [field: string]: Node;
}

export interface Component extends Fields {
  readonly type: number;
  readonly id: number;
}

export type Embed = Fields;

/** All components of a tree in reading order: parents before children, accessories after them. */
export function* eachComponent(components: readonly Component[]): Generator<Component> {
  for (const component of components) {
    yield component;
    yield* eachComponent(childrenOf(component));
  }
}

export function childrenOf(component: Component): Component[] {
  const children = Array.isArray(component.components) ? component.components : [];
  return [...children, component.accessory, component.component].filter(isComponent);
}

export function isComponent(node: Node): node is Component {
  return (
    typeof node === 'object' &&
    node !== null &&
    !Array.isArray(node) &&
    !(node instanceof MediaReference) &&
    typeof node.type === 'number'
  );
}

/** The ids of all attachments that a tree shows. */
export function referencedAttachments(node: Node, found = new Set<string>()): Set<string> {
  if (node instanceof MediaReference) {
    if (node.attachmentId !== null) found.add(node.attachmentId);
  } else if (Array.isArray(node)) {
    for (const item of node) referencedAttachments(item, found);
  } else if (typeof node === 'object' && node !== null) {
    for (const value of Object.values(node)) referencedAttachments(value, found);
  }
  return found;
}
