import { LANGUAGES } from '#shared/channels/channel.ts';
import { CHANNEL_DEFAULTS, CHANNEL_SIZES, TEMPLATE_KINDS } from '#shared/channels/channel-defaults.ts';
import { type JsonSchema, object, ref, text, whole, word } from '../operation.ts';

const { message } = CHANNEL_DEFAULTS;

/** Previews. */
export const PREVIEW_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  PreviewInput: object(
    {
      type: word(['dingtalk', 'wecom']),
      kind: { ...word(TEMPLATE_KINDS), default: 'single' },
      format: { ...word(['markdown', 'text']), default: message.format },
      language: { ...word(LANGUAGES), default: message.language },
      timeZone: { ...text('IANA name.'), default: message.timeZone },
      template: { ...text('The default template when absent.'), maxLength: CHANNEL_SIZES.template },
      alert: { ...ref('NativeAlert'), description: 'A sample when absent.' },
    },
    ['type'],
  ),
  Preview: object(
    {
      format: word(['markdown', 'text']),
      title: text('Shown as the notification.'),
      text: text(),
      cut: { type: 'boolean', description: 'Whether text was cut to fit; it then carries a mark.' },
      fellBack: text('Why the default template was used instead.'),
      errors: {
        type: 'array',
        description: 'What is wrong or odd about the template.',
        items: object(
          {
            severity: word(['error', 'warning']),
            message: text(),
            line: whole('From 1.', { minimum: 1 }),
            column: whole('From 1.', { minimum: 1 }),
          },
          ['severity', 'message'],
        ),
      },
    },
    ['format', 'title', 'text', 'cut', 'errors'],
  ),
};
