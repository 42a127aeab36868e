import { RichText } from '../text/rich-text.js';
import type { WireEmbed, WireMedia } from '../wire.js';
import { colourOf } from './colour.js';
import { Picture } from './picture.js';

export function Embed({ embed }: { readonly embed: WireEmbed }) {
  const { author, title, description, fields, image, thumbnail, footer, timestamp, url } = embed;
  const foot = [footer?.text, timestamp === undefined ? undefined : new Date(timestamp).toLocaleString()];
  const line = foot.filter((part) => part !== undefined).join(' · ');
  return (
    <div class="box embed" style={colourOf(embed.color ?? null)}>
      <div class="embed-words">
        {author !== undefined && <p class="embed-author">{author.name}</p>}
        {title !== undefined && (
          <p class="embed-title">
            {url === undefined ? <RichText text={title} inline /> : <a href={url}>{title}</a>}
          </p>
        )}
        {description !== undefined && <RichText text={description} />}
        {fields !== undefined && fields.length > 0 && (
          <dl class="embed-fields">
            {fields.map((field, index) => (
              <div key={index} class={field.inline ? 'inline' : ''}>
                <dt>
                  <RichText text={field.name} inline />
                </dt>
                <dd>
                  <RichText text={field.value} />
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
      {thumbnail !== undefined && <EmbedPicture media={thumbnail} class="thumbnail" />}
      {image !== undefined && <EmbedPicture media={image} class="embed-image" />}
      {line !== '' && <p class="small embed-foot">{line}</p>}
    </div>
  );
}

function EmbedPicture({ media, class: className }: { readonly media: WireMedia; readonly class: string }) {
  return <Picture plates={[{ media, description: null }]} at={0} spoiler={false} class={className} />;
}
