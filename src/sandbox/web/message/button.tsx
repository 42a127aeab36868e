import type { MessageView } from '../../api.js';
import { useAppState, useSession } from '../model/use-session.js';
import type { WireButton } from '../wire.js';

const TONES = ['secondary', 'primary', 'secondary', 'success', 'danger', 'link', 'primary'] as const;

export function Button({ button, message }: { readonly button: WireButton; readonly message: MessageView }) {
  const session = useSession();
  const { pending } = useAppState();
  const tone = TONES[button.style] ?? 'secondary';
  const label = [button.emoji?.name, button.label].filter((part) => part != null).join(' ');
  if (button.url !== undefined) {
    return (
      <a class={`button ${tone}`} href={button.url} target="_blank" rel="noreferrer noopener">
        {label}
      </a>
    );
  }
  const { custom_id: customId } = button;
  if (customId === undefined) return null;
  const waiting = pending.some(
    (one) => one.messageId === message.id && one.customId === customId && !one.failed,
  );
  return (
    <button
      type="button"
      class={`button ${tone}`}
      disabled={button.disabled === true}
      aria-busy={waiting}
      onClick={() => waiting || session.attempt(session.use(message, customId))}
    >
      {label}
      {waiting && <span class="dots" aria-hidden="true" />}
    </button>
  );
}
