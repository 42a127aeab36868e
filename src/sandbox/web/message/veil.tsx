import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useTexts } from '../model/use-session.js';

/** Covers what is marked as a spoiler until somebody asks for it. */
export function Veil({
  hidden,
  children,
}: {
  readonly hidden: boolean;
  readonly children: ComponentChildren;
}) {
  const texts = useTexts();
  const [shown, setShown] = useState(false);
  if (!hidden || shown) return <>{children}</>;
  return (
    <div class="veil">
      <div inert>{children}</div>
      <button type="button" onClick={() => setShown(true)}>
        {texts.showSpoiler}
      </button>
    </div>
  );
}
