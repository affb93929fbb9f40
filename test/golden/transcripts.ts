import { LANGUAGES, type Language, type MessageFormat, type Product } from '#shared/channels/channel.ts';
import { DEFAULT_TEMPLATES } from '#shared/rendering/default-templates.ts';
import type { Mention, MessageDraft } from '#shared/rendering/message.ts';
import { renderMessage } from '#shared/rendering/render.ts';
import { VARIABLE_NAMES } from '#shared/rendering/variable-names.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { NOW, SCENES, type Scene } from './scenes.ts';

const MENTION: Mention = { mobiles: ['13800000000'], userIds: [], all: false };
const WAYS: readonly (readonly [string, Product, MessageFormat])[] = [
  ['DingTalk, markdown', 'dingtalk', 'markdown'],
  ['WeCom, markdown', 'wecom', 'markdown'],
  ['WeCom, text', 'wecom', 'text'],
];
const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  zh_CN: '简体中文 (zh_CN)',
  zh_TW: '繁體中文 (zh_TW)',
  en_US: 'English (en_US)',
};

const INTRODUCTION = `# Messages

What people in the group read, exactly as the robots send it with the default templates: markdown is shown as its source,
so two spaces at the end of a line are DingTalk's line break. The channel is in the zone Asia/Shanghai and mentions
13800000000 with firing alerts. WeCom can't mention a mobile number in markdown; there the mention is a second, short message.

With \`--public-url\` (on AWS by itself) a message of several alerts ends with a link to the list of them all, as the digest
below does; a browser asks for a token there, as the password.

This page is made by \`npx vitest run test/golden -u\` and held by the same test: when wording changes, run it and read the
difference as the person who is woken by it.
`;

/** The whole of docs/messages.md. */
export function transcripts(): string {
  const messages = LANGUAGES.map(
    (language) =>
      `## ${LANGUAGE_NAMES[language]}\n\n${SCENES.map((scene) => transcript(scene, language)).join('\n\n')}`,
  );
  return `${[INTRODUCTION, ...messages, templates(), variables()].join('\n')}`;
}

function transcript(scene: Scene, language: Language): string {
  const shown = WAYS.map(([name, product, format]) => `**${name}**\n\n${sent(scene, language, product, format)}`);
  return `### ${scene.heading[language]}\n\n${shown.join('\n\n')}`;
}

function sent(scene: Scene, language: Language, product: Product, format: MessageFormat): string {
  const content = scene.content(language);
  const firing = content.kind === 'single' || content.kind === 'aggregated' || content.kind === 'digest';
  const robot = robotFor(product);
  const mention = firing ? MENTION : { ...MENTION, mobiles: [] };
  const message = renderMessage({
    ...content,
    settings: { format, language, timeZone: 'Asia/Shanghai', recovery: true, templates: {} },
    product,
    face: robot,
    keywords: [],
    mention,
    nowMs: NOW,
    ...(scene.softBytes === undefined ? {} : { softBytes: scene.softBytes }),
    ...(scene.notes === undefined ? {} : { notes: scene.notes }),
    ...(scene.link === undefined ? {} : { link: scene.link }),
  });
  return robot
    .plan(message, 20)
    .map((draft) => fenced(draft, product))
    .join('\n\n');
}

function fenced(draft: MessageDraft, product: Product): string {
  const context = {
    secret: { webhookUrl: 'https://robot.example.com/send' },
    keywords: [],
    messageId: 'transcript',
    nowMs: NOW,
  };
  const body = JSON.parse(robotFor(product).request(draft, context).body);
  const content = body.markdown ?? body.text;
  const preview = content.title === undefined ? '' : `Preview: ${content.title}\n\n`;
  return `${preview}\`\`\`text\n${content.text ?? content.content}\n\`\`\``;
}

function templates(): string {
  const { single, recovery, aggregated, digest } = DEFAULT_TEMPLATES.zh_CN;
  const shown = Object.entries({ single, recovery, aggregated, digest }).map(
    ([kind, template]) => `### ${kind}\n\n\`\`\`liquid\n${template}\n\`\`\``,
  );
  return `## Default templates (zh_CN)

A channel may replace each of them, per language (\`message.templates\`). \`\${name}\` and \`{{ name }}\` are the same; loops,
conditions and filters are [Liquid](https://liquidjs.com/)'s. A line whose variables are all empty is left out. Values are always
escaped for the product. A template that fails is replaced by the default one, and the delivery says why.

${shown.join('\n\n')}
`;
}

function variables(): string {
  const rows = VARIABLE_NAMES.map(({ name, in: places, says }) => `| \`${name}\` | ${places.join(', ')} | ${says} |`);
  return `## Variables

\`single\` includes recoveries; \`alert\` is an entry of \`alerts\`, \`group\` one of \`groups\`. Labels of the alert, and the pairs of an
OCP target, can be named directly (\`\${sql_id}\`) or as \`\${labels.sql_id}\`. In an aggregated message what is not a list or a
number is the worst alert's.

| variable | in | what |
|---|---|---|
${rows.join('\n')}
`;
}
