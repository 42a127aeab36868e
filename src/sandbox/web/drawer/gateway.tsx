import type { GatewayFrame } from '../../api.js';
import { Json } from './json.js';
import { usePolled } from './use-polled.js';

const SHOWN = 120;

/** The gateway's frames in both directions, newest first. */
export function Gateway() {
  const frames = usePolled<GatewayFrame[]>('/frames?since=0');
  if (frames === null) return null;
  return (
    <>
      {frames
        .slice(-SHOWN)
        .reverse()
        .map((frame) => (
          <details key={frame.index} class="entry">
            <summary>
              <time>{frame.at.slice(11, 23)}</time>{' '}
              <span aria-hidden="true">{frame.from === 'bot' ? '→' : '←'}</span>
              <span class="unseen">{frame.from === 'bot' ? 'from the bot' : 'to the bot'}</span>{' '}
              <b>{frame.op}</b> {frame.event}
            </summary>
            <Json value={frame.data} />
          </details>
        ))}
    </>
  );
}
