import { pickSample, sampleTitle } from '../composer/picked-file.js';
import type { Entry } from '../model/draft.js';
import { entriesOf, OPTION, startDraft, withField } from '../model/draft.js';
import type { Session } from '../model/session.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import { placeName } from './place-name.js';

/** What a place shows while nothing was said in it: how to begin, and sample photos that are painted at one click. */
export function Welcome() {
  const session = useSession();
  const texts = useTexts();
  const { channel, home, commands } = useAppState();
  if (channel === null || home === null) return null;
  const entry = entriesOf(commands).find(
    ({ command, path }) => command.name === 'stylize' && path.length === 0,
  );
  return (
    <section class="welcome">
      <h2 class="welcome-title">{texts.emptyTitle(placeName(channel))}</h2>
      <p>{texts.emptyText}</p>
      {entry !== undefined && home.samples.length > 0 && (
        <div class="first-picture">
          <h3>{texts.tryTitle}</h3>
          <p class="small">{texts.tryText}</p>
          <div class="first-samples">
            {home.samples.map((address) => (
              <button
                key={address}
                type="button"
                aria-label={texts.tryOne(sampleTitle(address))}
                onClick={() => session.attempt(paintSample(session, entry, address))}
              >
                <img src={address} alt="" />
                <span>{sampleTitle(address)}</span>
              </button>
            ))}
          </div>
        </div>
      )}
    </section>
  );
}

/** Sends a sample with the command for pictures, in the first style that the bot offers. */
async function paintSample(session: Session, entry: Entry, address: string): Promise<void> {
  let draft = startDraft(entry);
  const picture = entry.options.find(({ type, required }) => type === OPTION.ATTACHMENT && required);
  const style = entry.options.find(({ autocomplete }) => autocomplete);
  if (picture === undefined) return;
  draft = withField(draft, picture.name, { kind: 'file', ...(await pickSample(address)) });
  if (style !== undefined) {
    const [choice] = await session.complete(draft, style.name, '');
    if (choice !== undefined)
      draft = withField(draft, style.name, { kind: 'text', text: choice.name, choice });
  }
  await session.run(draft);
}
