import { useEffect, useRef } from 'preact/hooks';
import { useTexts } from '../model/use-session.js';
import type { Suggestion, Suggestions } from './suggestions.js';

export const POPUP_ID = 'suggestions';
export const suggestionId = (index: number) => `${POPUP_ID}-${index}`;

interface PopupProps {
  readonly suggestions: Suggestions;
  readonly active: number;
  readonly take: (suggestion: Suggestion) => void;
}

/** What can be chosen while typing, above the line. The focus stays in the field; arrows move the mark. */
export function Popup({ suggestions: { heading, items, status }, active, take }: PopupProps) {
  const texts = useTexts();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div class="popup">
      <p class="popup-title" id={`${POPUP_ID}-title`}>
        {heading}
      </p>
      <div ref={list} id={POPUP_ID} role="listbox" tabIndex={-1} aria-labelledby={`${POPUP_ID}-title`}>
        {items.map((item, index) => (
          <div
            key={item.key}
            id={suggestionId(index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            class="suggestion"
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => take(item)}
            onKeyDown={(event) => event.key === 'Enter' && take(item)}
          >
            <span class="suggestion-title">{item.title}</span>
            {item.detail !== '' && <span class="suggestion-detail">{item.detail}</span>}
          </div>
        ))}
      </div>
      {items.length === 0 && (
        <p class="popup-status" role="status">
          {status === 'loading' ? texts.loading : status === 'failed' ? texts.loadingFailed : texts.noMatch}
        </p>
      )}
    </div>
  );
}
