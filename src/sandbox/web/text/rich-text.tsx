import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useAppState, useSession, useTexts } from '../model/use-session.js';
import { type Block, type Inline, parseInline, parseMarkdown } from './markdown.js';
import { timeText } from './times.js';

/** Text of a message, in Discord's markdown. */
export function RichText({ text, inline = false }: { readonly text: string; readonly inline?: boolean }) {
  if (inline) return <Inlines inner={parseInline(text)} />;
  return (
    <div class="rich-text">
      {parseMarkdown(text).map((block, index) => (
        <BlockView key={index} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case 'heading': {
      // The page's own headings come first: the place is h1, a message h2.
      const Tag = `h${block.level + 2}` as 'h3' | 'h4' | 'h5';
      return (
        <Tag>
          <Inlines inner={block.inner} />
        </Tag>
      );
    }
    case 'small':
      return (
        <p class="small">
          <Inlines inner={block.inner} />
        </p>
      );
    case 'quote':
      return (
        <blockquote>
          {block.blocks.map((inner, index) => (
            <BlockView key={index} block={inner} />
          ))}
        </blockquote>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        <li key={index}>
          <Inlines inner={item} />
        </li>
      ));
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'fence':
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    default:
      return (
        <p>
          <Inlines inner={block.inner} />
        </p>
      );
  }
}

function Inlines({ inner }: { readonly inner: readonly Inline[] }) {
  return (
    <>
      {inner.map((one, index) => (
        <InlineView key={index} inline={one} />
      ))}
    </>
  );
}

function InlineView({ inline }: { readonly inline: Inline }): ComponentChildren {
  const state = useAppState();
  switch (inline.kind) {
    case 'text':
      return inline.text;
    case 'break':
      return <br />;
    case 'code':
      return <code>{inline.text}</code>;
    case 'bold':
      return <strong>{<Inlines inner={inline.inner} />}</strong>;
    case 'italic':
      return <em>{<Inlines inner={inline.inner} />}</em>;
    case 'underline':
      return <u>{<Inlines inner={inline.inner} />}</u>;
    case 'strike':
      return <s>{<Inlines inner={inline.inner} />}</s>;
    case 'spoiler':
      return <HiddenText inner={inline.inner} />;
    case 'link':
      return <Link href={inline.href} inner={inline.inner} />;
    case 'user': {
      const known = [...state.users, ...(state.home === null ? [] : [state.home.bot])];
      return <Mention text={`@${known.find(({ id }) => id === inline.id)?.displayName ?? 'unknown'}`} />;
    }
    case 'channel': {
      const channel = state.home?.channels.find(({ id }) => id === inline.id);
      return (
        <Mention
          text={`#${channel?.name ?? 'unknown'}`}
          {...(channel === undefined ? {} : { to: channel.id })}
        />
      );
    }
    case 'role':
      return <Mention text="@role" />;
    case 'command':
      return <Mention text={`/${inline.name}`} />;
    case 'emoji':
      return `:${inline.name}:`;
    case 'time': {
      const locale = state.home?.user.locale ?? 'en-US';
      const ms = inline.seconds * 1000;
      const now = Date.now();
      return (
        <time dateTime={new Date(ms).toISOString()} title={timeText(ms, 'F', locale, now)}>
          {timeText(ms, inline.style, locale, now)}
        </time>
      );
    }
  }
}

function Mention({ text, to }: { readonly text: string; readonly to?: string }) {
  const session = useSession();
  if (to === undefined) return <span class="mention">{text}</span>;
  return (
    <button type="button" class="mention" onClick={() => session.attempt(session.openChannel(to))}>
      {text}
    </button>
  );
}

/** Links to messages open here, in the sandbox's own places; others in a tab of their own. */
function Link({ href, inner }: { readonly href: string; readonly inner: readonly Inline[] }) {
  const session = useSession();
  const [, channel, message] = /\/channels\/(?:\d+|@me)\/(\d+)\/(\d+)$/.exec(href) ?? [];
  if (channel !== undefined && message !== undefined) {
    return (
      <button type="button" class="link" onClick={() => session.attempt(session.jump(channel, message))}>
        <Inlines inner={inner} />
      </button>
    );
  }
  return (
    <a href={href} target="_blank" rel="noreferrer noopener">
      <Inlines inner={inner} />
    </a>
  );
}

function HiddenText({ inner }: { readonly inner: readonly Inline[] }) {
  const texts = useTexts();
  const [shown, setShown] = useState(false);
  if (shown) return <span class="spoiler-text shown">{<Inlines inner={inner} />}</span>;
  return (
    <button type="button" class="spoiler-text" aria-label={texts.showSpoiler} onClick={() => setShown(true)}>
      <span aria-hidden="true">
        <Inlines inner={inner} />
      </span>
    </button>
  );
}
