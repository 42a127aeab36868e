import type { LoggedRequest } from '../../api.js';
import { useAppState } from '../model/use-session.js';
import { Json } from './json.js';
import { usePolled } from './use-polled.js';

const SHOWN = 120;

/** The bot's REST requests with their answers, newest first. */
export function Requests({ messageId }: { readonly messageId: string | null }) {
  const requests = usePolled<LoggedRequest[]>('/requests?since=0');
  const { messages } = useAppState();
  if (requests === null) return null;
  const interaction = messages.find(({ id }) => id === messageId)?.interactionId ?? null;
  const fitting =
    messageId === null ? requests : requests.filter((request) => isAbout(request, messageId, interaction));
  if (fitting.length === 0) return <p class="small">No requests.</p>;
  return (
    <>
      {fitting
        .slice(-SHOWN)
        .reverse()
        .map((request) => (
          <details key={request.index} class="entry">
            <summary>
              <time>{request.at.slice(11, 23)}</time> <b>{request.method}</b>{' '}
              <span class="path">{request.path}</span>{' '}
              <span class={request.status < 400 && request.status > 0 ? 'state good' : 'state bad'}>
                {request.status === 0 ? 'cut' : request.status}
              </span>
              {request.injected && <span class="state bad">injected</span>}
            </summary>
            <p class="small">
              {request.milliseconds} ms · {request.contentType || 'no body'}
              {request.files.map(({ field, filename, size }) => ` · ${field}: ${filename} (${size} bytes)`)}
            </p>
            <h3>Request</h3>
            <Json value={request.body} />
            <h3>Answer</h3>
            <Json value={request.response} />
          </details>
        ))}
    </>
  );
}

/** Whether a request made, changed or answered this message. */
function isAbout({ path, response }: LoggedRequest, messageId: string, interaction: string | null): boolean {
  if (path.includes(messageId) || (interaction !== null && path.includes(interaction))) return true;
  return typeof response === 'object' && response !== null && 'id' in response && response.id === messageId;
}
