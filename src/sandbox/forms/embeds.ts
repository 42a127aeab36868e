import { z } from 'zod';
import { integer, list, says, text } from './form.js';

const link = text(0, 2048).refine(
  (url) => /^(https?|attachment):\/\/./.test(url),
  says('URL_TYPE_INVALID_SCHEME', "Scheme must be one of ('http', 'https', 'attachment')."),
);

const picture = z.object({ url: link });

const embed = z.object({
  title: text(0, 256).nullish(),
  description: text(0, 4096).nullish(),
  url: link.nullish(),
  color: integer(0, 0xff_ff_ff).nullish(),
  timestamp: z.iso
    .datetime({
      offset: true,
      error: says('DATE_TIME_TYPE_PARSE', 'Could not parse value as an ISO8601 date.'),
    })
    .nullish(),
  footer: z.object({ text: text(0, 2048), icon_url: link.nullish() }).nullish(),
  author: z.object({ name: text(0, 256), url: link.nullish(), icon_url: link.nullish() }).nullish(),
  image: picture.nullish(),
  thumbnail: picture.nullish(),
  fields: list(
    z.object({ name: text(1, 256), value: text(1, 1024), inline: z.boolean().nullish() }),
    0,
    25,
  ).nullish(),
});

/** Up to ten embeds with 6000 characters in all (Discord, Message resource, Embed Limits). */
export const embedsForm = list(embed, 0, 10).superRefine((embeds, context) => {
  let total = 0;
  for (const [index, one] of embeds.entries()) {
    const texts = [
      one.title,
      one.description,
      one.footer?.text,
      one.author?.name,
      ...(one.fields ?? []).flatMap((field) => [field.name, field.value]),
    ];
    total += texts.reduce((sum, part) => sum + [...(part ?? '')].length, 0);
    if (total > 6000) {
      context.addIssue({
        code: 'custom',
        path: [index],
        message: says('MAX_EMBED_SIZE_EXCEEDED', 'Embed size exceeds maximum size of 6000'),
      });
      return;
    }
  }
});

export type EmbedForm = z.output<typeof embedsForm>[number];
