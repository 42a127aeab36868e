import type { ChannelView } from '../../api.js';

/** `#studio`, `@ada` for a conversation, `duo` for a group. */
export function placeName({ kind, name }: ChannelView): string {
  return kind === 'text' ? `#${name}` : name;
}
