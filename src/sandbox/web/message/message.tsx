import type { MessageView } from '../../api.js';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import { RichText } from '../text/rich-text.js';
import { timeText } from '../text/times.js';
import type { WireMessage } from '../wire.js';
import { Avatar } from './avatar.js';
import { ComponentView } from './component-view.js';
import { Embed } from './embed.js';
import { FileCard } from './file-card.js';
import { Gallery } from './gallery.js';
import { MessageMenu } from './message-menu.js';

/** One message as its reader sees it. */
export function Message({ message }: { readonly message: MessageView }) {
  const texts = useTexts();
  const session = useSession();
  const { pending, home, jumpTo } = useAppState();
  const raw = message.raw as unknown as WireMessage;
  const locale = home?.user.locale ?? 'en-US';
  const sent = Date.parse(message.createdAt);
  const failed = pending.find((one) => one.failed && one.messageId === message.id);
  const mine = raw.author.id === home?.user.id;
  return (
    <li
      class={`message ${message.ephemeral ? 'ephemeral' : ''} ${jumpTo === message.id ? 'pointed-at' : ''}`}
      id={`message-${message.id}`}
      data-message={message.id}
      tabIndex={-1}
    >
      <Context raw={raw} />
      <Avatar name={message.author.displayName} id={message.author.id} bot={message.author.bot} />
      <div class="message-body">
        <h2 class="message-head">
          <span class={mine ? 'author mine' : 'author'}>{message.author.displayName}</span>
          {message.author.bot && <span class="app-mark">{texts.app}</span>}
          <time dateTime={message.createdAt} title={timeText(sent, 'F', locale, sent)}>
            {timeText(sent, 't', locale, sent)}
          </time>
          {message.editedAt !== null && <span class="edited">{texts.edited}</span>}
        </h2>
        <Contents message={message} raw={raw} />
        {failed !== undefined && (
          <p class="problem" role="alert">
            {texts.pressFailed}
          </p>
        )}
        {message.ephemeral && !message.loading && (
          <p class="only-you">
            <svg viewBox="0 0 20 20" aria-hidden="true">
              <path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z" />
              <circle cx="10" cy="10" r="2.4" />
            </svg>
            {texts.onlyYou} ·{' '}
            <button type="button" class="link" onClick={() => session.dismiss(message.id)}>
              {texts.dismiss}
            </button>
          </p>
        )}
      </div>
      <MessageMenu message={message} />
    </li>
  );
}

/** What a message answers: a command, or another message. */
function Context({ raw }: { readonly raw: WireMessage }) {
  const texts = useTexts();
  const { commands } = useAppState();
  const nameOf = (user: { global_name: string | null; username: string }) =>
    user.global_name ?? user.username;
  if (raw.interaction !== undefined) {
    const { name, user } = raw.interaction;
    const isMenu = commands.some((command) => command.type !== 'slash' && command.name === name);
    return <p class="context">{texts.used(nameOf(user), isMenu ? name : `/${name}`)}</p>;
  }
  if (raw.referenced_message == null) return null;
  return <p class="context">{texts.repliedTo(nameOf(raw.referenced_message.author))}</p>;
}

function Contents({ message, raw }: { readonly message: MessageView; readonly raw: WireMessage }) {
  const texts = useTexts();
  if (message.loading) {
    return (
      <p class="thinking">
        <span class="dots" aria-hidden="true" /> {texts.thinking(message.author.displayName)}
      </p>
    );
  }
  const pictures = raw.attachments.filter(
    ({ content_type: type, width }) => width != null && type?.startsWith('image/'),
  );
  const files = raw.attachments.filter((attachment) => !pictures.includes(attachment));
  const items = pictures.map((picture) => ({
    media: picture,
    description: picture.description ?? picture.filename,
    spoiler: picture.filename.startsWith('SPOILER_'),
  }));
  return (
    <>
      {raw.content !== '' && <RichText text={raw.content} />}
      {!message.componentsV2 && items.length > 0 && <Gallery gallery={{ type: 12, items }} />}
      {!message.componentsV2 &&
        files.map((file) => <FileCard key={file.id} name={file.filename} size={file.size} url={file.url} />)}
      {raw.embeds.map((embed, index) => (
        <Embed key={index} embed={embed} />
      ))}
      {raw.components.map((component, index) => (
        <ComponentView key={index} component={component} message={message} />
      ))}
    </>
  );
}
