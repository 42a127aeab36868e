import type { BackstageView } from '../../api.js';
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
                    {value === null ? (
                      <i>null</i>
                    ) : typeof value === 'object' ? (
                      JSON.stringify(value)
                    ) : (
                      String(value)
                    )}
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
