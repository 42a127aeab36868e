import type { WireGallery } from '../wire.js';
import { Picture } from './picture.js';

/** Up to ten pictures: one as large as fits, several as a mosaic. */
export function Gallery({ gallery: { items } }: { readonly gallery: WireGallery }) {
  const plates = items.map(({ media, description }) => ({ media, description }));
  const layout =
    items.length === 1 ? 'single' : items.length === 2 || items.length === 4 ? 'pairs' : 'triples';
  return (
    <div class={`gallery ${layout}`}>
      {items.map(({ spoiler, media }, index) => (
        <Picture key={media.url.split('?')[0]} plates={plates} at={index} spoiler={spoiler} />
      ))}
    </div>
  );
}
