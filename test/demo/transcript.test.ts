import { type APIMessage, ButtonStyle, ComponentType, MessageFlags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { markdown } from '../../src/demo/markdown.js';
import { renderChat } from '../../src/demo/transcript.js';

const message = {
  content: '',
  flags: MessageFlags.IsComponentsV2 | MessageFlags.Ephemeral,
  author: { username: 'Gramarye' },
  attachments: [{ id: '1', filename: 'result.png', url: 'http://127.0.0.1/cdn/result.png?ex=1' }],
  components: [
    {
      type: ComponentType.Container,
      accent_color: 0x00ff7f,
      components: [
        {
          type: ComponentType.MediaGallery,
          items: [{ media: { url: 'attachment://result.png' }, description: 'A <b>' }],
        },
        { type: ComponentType.TextDisplay, content: '### Title\n-# small & **bold**' },
        {
          type: ComponentType.ActionRow,
          components: [
            { type: ComponentType.Button, style: ButtonStyle.Danger, label: 'Cancel', custom_id: 'cancel:x' },
          ],
        },
      ],
    },
  ],
} as unknown as APIMessage;

describe('renderChat', () => {
  const html = renderChat({
    title: 'Demo',
    note: 'note',
    channel: 'studio',
    fileOf: ({ filename }) => `local-${filename}`,
    entries: [
      { kind: 'command', user: 'ada', text: '/stylize <script>' },
      { kind: 'message', caption: 'edit 1', message },
    ],
  });

  it('shows pictures by their local file, words, buttons and who may see it', () => {
    expect(html).toContain('src="local-result.png"');
    expect(html).toContain('<span class="button danger">Cancel</span>');
    expect(html).toContain('border-left-color:#00ff7f');
    expect(html).toContain('Only you can see this');
    expect(html).toContain('edit 1');
  });

  it('lets no text of a message become markup', () => {
    expect(html).not.toContain('<script>');
    expect(html).not.toContain('A <b>"');
  });
});

describe('markdown', () => {
  it('knows headings, small print, bold, italic, code and command mentions', () => {
    expect(markdown('### Big')).toBe('<h4>Big</h4>');
    expect(markdown('-# tiny **b** _i_ `c_d_e`')).toBe(
      '<p class="small">tiny <b>b</b> <i>i</i> <code>c_d_e</code></p>',
    );
    expect(markdown('try </stylize:123>')).toContain('/stylize</span>');
    expect(markdown('> quoted')).toBe('<blockquote>quoted</blockquote>');
    expect(markdown('[open](https://discord.com/channels/1/2/3)')).toContain(
      '<a href="https://discord.com/channels/1/2/3">open</a>',
    );
    expect(markdown('[no](javascript:alert)')).not.toContain('<a');
  });
});
