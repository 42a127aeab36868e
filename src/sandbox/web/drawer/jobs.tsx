import type { BackstageView } from '../../api.js';
import { Json } from './json.js';
import { usePolled } from './use-polled.js';

/** The rows of the jobs table, newest first, or those of one message. */
export function Jobs({ messageId }: { readonly messageId: string | null }) {
  const view = usePolled<BackstageView>(`/backstage${messageId === null ? '' : `?message=${messageId}`}`);
  if (view === null) return null;
  if (view.jobs.length === 0) {
    return <p class="small">{messageId === null ? 'No jobs yet.' : 'This message belongs to no job.'}</p>;
  }
  return (
    <>
      {[...view.jobs].reverse().map((job) => (
        <details key={job.id} class="entry" open={messageId !== null}>
          <summary>
            <code>{job.id}</code> <span class={`state ${job.state}`}>{job.state}</span>
          </summary>
          <table>
            <tbody>
              {Object.entries(job.row).map(([column, value]) => (
                <tr key={column}>
                  <th scope="row">{column}</th>
                  <td>
                    <Cell value={value} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ))}
    </>
  );
}

/** A value of a row; JSON that is kept as text is shown as what it says. */
function Cell({ value }: { readonly value: unknown }) {
  if (value === null) return <i>null</i>;
  if (typeof value === 'string' && value.startsWith('{')) {
    try {
      return <Json value={JSON.parse(value)} />;
    } catch {
      // It only looked like it.
    }
  }
  return <>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</>;
}
