import type { MessageView } from '../../api.js';
import { RichText } from '../text/rich-text.js';
import type { WireComponent, WireSection } from '../wire.js';
import { Button } from './button.js';
import { colourOf } from './colour.js';
import { FileCard } from './file-card.js';
import { Gallery } from './gallery.js';
import { Picture } from './picture.js';
import { Select } from './select.js';
import { Veil } from './veil.js';

interface Props<Component> {
  readonly component: Component;
  readonly message: MessageView;
}

/** A component of a message, whatever it is. */
export function ComponentView({ component, message }: Props<WireComponent>) {
  switch (component.type) {
    case 17:
      return (
        <Veil hidden={component.spoiler}>
          <div class="box container" style={colourOf(component.accent_color)}>
            {component.components.map((inner, index) => (
              <ComponentView key={index} component={inner} message={message} />
            ))}
          </div>
        </Veil>
      );
    case 1:
      return (
        <div class="row">
          {component.components.map((inner) =>
            inner.type === 2 ? (
              <Button key={inner.custom_id ?? inner.url} button={inner} message={message} />
            ) : (
              <Select key={inner.custom_id} select={inner} message={message} />
            ),
          )}
        </div>
      );
    case 9:
      return <Section component={component} message={message} />;
    case 10:
      return <RichText text={component.content} />;
    case 12:
      return <Gallery gallery={component} />;
    case 13:
      return (
        <Veil hidden={component.spoiler}>
          <FileCard name={component.name ?? ''} size={component.size} url={component.file.url} />
        </Veil>
      );
    case 14:
      return component.divider ? (
        <hr class={component.spacing === 2 ? 'wide' : ''} />
      ) : (
        <div class={component.spacing === 2 ? 'gap wide' : 'gap'} />
      );
    default:
      return null;
  }
}

function Section({ component: { components, accessory }, message }: Props<WireSection>) {
  return (
    <div class="section">
      <div>
        {components.map((inner, index) => (
          <RichText key={index} text={inner.content} />
        ))}
      </div>
      {accessory.type === 11 ? (
        <Picture
          plates={[{ media: accessory.media, description: accessory.description }]}
          at={0}
          spoiler={accessory.spoiler}
          class="thumbnail"
        />
      ) : (
        <Button button={accessory} message={message} />
      )}
    </div>
  );
}
