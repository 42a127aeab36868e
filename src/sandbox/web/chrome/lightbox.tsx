import { useContext, useEffect, useRef, useState } from 'preact/hooks';
import { AddressContext } from '../message/picture.js';
import type { Plate } from '../model/state.js';
import { useSession, useTexts } from '../model/use-session.js';

/** Pictures as large as the window, to leaf through. */
export function Lightbox({ all, at: first }: { readonly all: readonly Plate[]; readonly at: number }) {
  const session = useSession();
  const texts = useTexts();
  const addresses = useContext(AddressContext);
  const dialog = useRef<HTMLDialogElement>(null);
  const [at, setAt] = useState(first);
  useEffect(() => dialog.current?.showModal(), []);
  const plate = all[at];
  if (plate === undefined) return null;
  const turn = (by: number) => setAt((at + by + all.length) % all.length);
  const address = addresses.of(plate.media.url);
  return (
    <dialog
      ref={dialog}
      class="lightbox"
      aria-label={plate.description ?? texts.picture}
      onClose={() => session.closePlates()}
      onClick={(event) => event.target === event.currentTarget && dialog.current?.close()}
      onKeyDown={(event) => {
        if (event.key === 'ArrowLeft') turn(-1);
        if (event.key === 'ArrowRight') turn(1);
      }}
    >
      <figure>
        <img src={address} alt={plate.description ?? ''} />
        <figcaption>
          {plate.description} <a href={address}>{texts.openOriginal}</a>
        </figcaption>
      </figure>
      {all.length > 1 && (
        <>
          <button type="button" class="icon turn back" aria-label={texts.previous} onClick={() => turn(-1)}>
            ‹
          </button>
          <button type="button" class="icon turn on" aria-label={texts.next} onClick={() => turn(1)}>
            ›
          </button>
        </>
      )}
      <button
        type="button"
        class="icon close"
        aria-label={texts.close}
        onClick={() => dialog.current?.close()}
      >
        ✕
      </button>
    </dialog>
  );
}
