import { createContext } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { Plate } from '../model/state.js';
import { useSession, useTexts } from '../model/use-session.js';
import { StableAddresses } from './stable-address.js';

export const AddressContext = createContext(new StableAddresses());

interface PictureProps {
  /** All pictures that belong together, to leaf through when one is enlarged. */
  readonly plates: readonly Plate[];
  readonly at: number;
  readonly spoiler: boolean;
  readonly class?: string;
  /** The most it may take of the width, in pixels. */
  readonly width?: number;
}

/** A picture of a message: enlarged when pressed; a spoiler is shown first. */
export function Picture({ plates, at, spoiler, class: className = '', width }: PictureProps) {
  const session = useSession();
  const texts = useTexts();
  const addresses = useContext(AddressContext);
  const [revealed, setRevealed] = useState(false);
  const [failed, setFailed] = useState(0);
  const plate = plates[at];
  if (plate === undefined) return null;
  const { media, description } = plate;
  const hidden = spoiler && !revealed;
  const what = description ?? texts.picture;
  if (failed > 1) return <p class="small">{texts.gone}</p>;
  return (
    <button
      type="button"
      class={`picture ${className} ${hidden ? 'hidden-picture' : ''}`}
      style={width === undefined ? {} : { maxWidth: `${width}px` }}
      aria-label={hidden ? texts.showSpoiler : texts.enlarge(what)}
      onClick={() => (hidden ? setRevealed(true) : session.enlarge(plates, at))}
    >
      <img
        src={addresses.of(media.url)}
        alt={hidden ? '' : what}
        {...(media.width == null || media.height == null ? {} : { width: media.width, height: media.height })}
        onError={() => {
          addresses.forget(media.url);
          setFailed(failed + 1);
        }}
      />
      {hidden && <span class="spoiler-mark">{texts.spoiler}</span>}
    </button>
  );
}
