import type { FaultInput, StandingFault } from '../../api.js';
import { post } from '../model/http.js';
import { useAppState, useSession } from '../model/use-session.js';
import { usePolled } from './use-polled.js';

/** Above this many bytes a file is refused while the switch is on: small enough to meet every painted picture. */
const FILE_LIMIT = 40_000;

const SWITCHES: readonly {
  readonly name: string;
  readonly title: string;
  readonly what: string;
  readonly fault: FaultInput;
}[] = [
  {
    name: 'edits-429',
    title: 'Refuse edits (429)',
    what: 'Every edit of a message is told to wait. When this is off again, the newest state must arrive.',
    fault: { method: 'PATCH', route: '/messages/', status: 429, retryAfter: 1 },
  },
  {
    name: 'files-40005',
    title: 'Refuse large files (40005)',
    what: `Files over ${FILE_LIMIT / 1000} kB are refused. The bot must send a smaller one.`,
    fault: { filesOver: FILE_LIMIT, code: 40005 },
  },
  {
    name: 'edits-500',
    title: 'Fail edits (502)',
    what: 'Every edit fails as it does when Discord has trouble. The bot must try again.',
    fault: { method: 'PATCH', route: '/messages/', status: 502 },
  },
];

/** Things to break, and the bot must mend. */
export function Faults({ messageId }: { readonly messageId: string | null }) {
  const session = useSession();
  const { messages } = useAppState();
  const standing = usePolled<StandingFault[]>('/faults') ?? [];
  const message =
    messages.find(({ id }) => id === messageId) ??
    messages.findLast(({ author, interactionId }) => author.bot && interactionId !== null);
  const control = (name: string, input: unknown) => session.attempt(post(`/control/${name}`, input));
  return (
    <div class="faults">
      <h3>Switches</h3>
      {SWITCHES.map(({ name, title, what, fault }) => {
        const on = standing.some((one) => one.name === name);
        return (
          <label key={name} class="switch">
            <input
              type="checkbox"
              role="switch"
              checked={on}
              aria-checked={on}
              onChange={() => control('switch-fault', { name, fault: on ? null : fault })}
            />
            <span>
              <b>{title}</b>
              <span class="small">{what}</span>
            </span>
          </label>
        );
      })}
      <h3>Once</h3>
      <div class="row">
        <button
          type="button"
          class="button secondary"
          onClick={() => control('drop-gateway', { resumable: true, how: 'cut' })}
        >
          Drop the gateway
        </button>
        <button
          type="button"
          class="button secondary"
          onClick={() => control('drop-gateway', { resumable: false })}
        >
          Drop it, and forget the session
        </button>
        <button
          type="button"
          class="button secondary"
          onClick={() => control('fail-next', { route: '/callback', delay: 3500 })}
        >
          Be late for the next answer
        </button>
      </div>
      <h3>The {messageId === null ? 'latest' : 'chosen'} message</h3>
      {message === undefined ? (
        <p class="small">There is none of the bot’s yet.</p>
      ) : (
        <div class="row">
          <button
            type="button"
            class="button secondary"
            disabled={message.interactionId === null}
            onClick={() => control('expire-token', { interactionId: message.interactionId })}
          >
            Expire its token
          </button>
          <button
            type="button"
            class="button secondary"
            onClick={() => control('pass-time', { messageId: message.id, ms: 25 * 60 * 60_000 })}
          >
            Expire its files’ addresses
          </button>
          <button
            type="button"
            class="button danger"
            onClick={() => session.attempt(session.deleteMessage(message.id))}
          >
            Delete it
          </button>
        </div>
      )}
      <h3>Everything</h3>
      <div class="row">
        <button type="button" class="button secondary" onClick={() => control('reset', {})}>
          Empty the sandbox
        </button>
      </div>
    </div>
  );
}
