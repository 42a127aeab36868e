import type { WireGallery, WireMedia } from '../wire.js';
import { Picture } from './picture.js';

/** A tall picture is as high as this, in pixels, and as wide as that makes it. */
const TALLEST = 440;

/** Up to ten pictures: one as large as fits, several as a mosaic. */
export function Gallery({ gallery: { items } }: { readonly gallery: WireGallery }) {
  const plates = items.map(({ media, description }) => ({ media, description }));
  const layout =
    items.length === 1 ? 'single' : items.length === 2 || items.length === 4 ? 'pairs' : 'triples';
  return (
    <div class={`gallery ${layout}`}>
      {items.map(({ spoiler, media }, index) => (
        <Picture
          key={media.url.split('?')[0]}
          plates={plates}
          at={index}
          spoiler={spoiler}
          {...(layout === 'single' ? { width: widthFor(media) } : {})}
        />
      ))}
    </div>
  );
}

function widthFor({ width, height }: WireMedia): number {
  return width == null || height == null ? TALLEST : Math.round((TALLEST * width) / height);
}
