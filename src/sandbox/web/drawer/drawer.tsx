import { useEffect, useState } from 'preact/hooks';
import { useSession } from '../model/use-session.js';
import { Faults } from './faults.js';
import { Gateway } from './gateway.js';
import { Jobs } from './jobs.js';
import { Log } from './log.js';
import { Requests } from './requests.js';

const TABS = [
  ['faults', 'Faults'],
  ['jobs', 'Jobs'],
  ['log', 'Log'],
  ['rest', 'REST'],
  ['gateway', 'Gateway'],
] as const;
type Tab = (typeof TABS)[number][0];

/** What goes on behind the page, for developers: always in English, as the protocols are. */
export function Drawer({ messageId }: { readonly messageId: string | null }) {
  const session = useSession();
  const [tab, setTab] = useState<Tab>('faults');
  useEffect(() => {
    if (messageId !== null) setTab('jobs');
  }, [messageId]);
  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const at = TABS.findIndex(([name]) => name === tab);
    const next = TABS[(at + by + TABS.length) % TABS.length]?.[0] ?? tab;
    setTab(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <aside class="drawer" aria-label="Developers">
      <header class="drawer-head">
        <h2>Developers</h2>
        <button type="button" class="icon" aria-label="Close" onClick={() => session.closeDrawer()}>
          ✕
        </button>
      </header>
      <div class="tabs" role="tablist" aria-label="Developers" onKeyDown={move}>
        {TABS.map(([name, title]) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab === name}
            aria-controls="tab-panel"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {title}
          </button>
        ))}
      </div>
      {messageId !== null && tab !== 'gateway' && (
        <p class="about">
          Message <code>{messageId}</code>
          <button type="button" class="link" onClick={() => session.openDrawer(null)}>
            show all
          </button>
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that scrolls must be reached by keyboard. */}
      <div class="panel" role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {tab === 'faults' && <Faults messageId={messageId} />}
        {tab === 'jobs' && <Jobs messageId={messageId} />}
        {tab === 'log' && <Log messageId={messageId} />}
        {tab === 'rest' && <Requests messageId={messageId} />}
        {tab === 'gateway' && <Gateway />}
      </div>
    </aside>
  );
}
