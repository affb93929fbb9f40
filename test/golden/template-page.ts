import type { Product, TemplateKind } from '#shared/channels/channel.ts';
import { lintTemplate } from '#shared/rendering/lint.ts';
import { NOBODY } from '#shared/rendering/message.ts';
import { previewMessage } from '#shared/rendering/preview.ts';
import { SNIPPETS, type Snippet } from '#shared/rendering/snippets.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { NOW } from './scenes.ts';

const PRODUCTS: readonly (readonly [string, Product])[] = [
  ['DingTalk', 'dingtalk'],
  ['WeCom', 'wecom'],
];

const INTRODUCTION = `# Templates

A channel may replace the text of each kind of message, in each language: \`message.templates\` of the API and of
\`tocsin.yaml\`. [messages.md](messages.md) has the default templates to start from and every variable; \`GET /v1/templates\`
answers the same for programs, with the snippets below.

\`\`\`sh
curl "$URL/v1/preview" -H "Authorization: Bearer $TOKEN" -H 'content-type: application/json' \\
  -d '{"type":"wecom","language":"en_US","template":"**\${alarm_nmae}** \${timing}"}'
\`\`\`

## Try it first

\`POST /v1/preview\` sends nothing. It shows the message as the product gets it (\`type\`: \`dingtalk\` or \`wecom\`; \`kind\`:
\`single\`, \`recovery\`, \`aggregated\` or \`digest\`), on one of

| field | what is shown |
|---|---|
| \`sample\` | \`ocp\` (the default), \`alertmanager\`, or \`log\` with a long text |
| \`alertId\`, with \`source\` where several senders use the same id | an alert that is kept: the one whose message read badly |
| \`alert\` | one in the body, as \`POST /v1/alerts\` takes it |

## What is wrong with it

The answer's \`errors\` say all that is wrong or odd, in the order of lines; saving a channel answers the same as \`remarks\`,
each with the \`field\` it is about, and errors and warnings also as sentences among \`warnings\`. A channel with a
broken template is saved all the same: alerts come before looks, so its messages are made with the default template.

\`\`\`json
{ "severity": "warning", "line": 1, "column": 5, "message": "unknown variable \\"alarm_nmae\\": …", "suggestion": "alarm_name" }
\`\`\`

| severity | means |
|---|---|
| \`error\` | the default template is used instead: a tag or output that is not closed, an unknown tag or filter, a mistake in one |
| \`warning\` | probably not meant: a variable nobody has (an alert may still bring a label of this name), an image for WeCom, a table |
| \`hint\` | the product shows it otherwise: WeCom has no lists, so the dash goes and the line stays; a link or image in the *text of an alert* is shown as plain characters |

\`line\` and \`column\` count from 1. \`suggestion\`, where there is one, is what to write in place of the name that stands there.

## Which template spoke

Each delivery keeps which template it was made with, as the preview tells it of the one you try: \`own/single/zh_CN/5f2c1a90\`
or \`default/single/zh_CN/f0230c2d\`. The last part is a hash of the template's text: two messages with the same words had the
same template, and when the preview of today's differs from a delivery's, it was changed since. \`fellBack\` beside it
says why the channel's own was not used. The mention that follows a message in WeCom has none.

## Rules

- \`\${name}\` and \`{{ name }}\` are the same; conditions, loops and filters are [Liquid](https://liquidjs.com/)'s.
- A line whose variables are all empty is left out, with its words: no need for a condition.
- Values are escaped for the product. What an alert says is never markup, never a link, never a mention.
- A template that is too long for the robot gives up ends of long values first, then entries of lists, and says how many.

## Snippets

Put together what you need. Each is shown as both products get it, on a sample in English.
`;

/** The whole of docs/templates.md. */
export function templatePage(): string {
  return `${[INTRODUCTION, ...SNIPPETS.map(section)].join('\n')}`;
}

function section(snippet: Snippet): string {
  const [kind = 'single'] = snippet.kinds;
  const shown = PRODUCTS.map(([name, product]) => `${name}:\n\n\`\`\`text\n${sent(snippet, kind, product)}\n\`\`\``);
  const head = `### ${snippet.name}\n\n${snippet.says} For ${snippet.kinds.join(', ')}.`;

  return `${[head, `\`\`\`liquid\n${snippet.template}\n\`\`\``, ...shown].join('\n\n')}\n`;
}

/** The words of the request that the robot would get. */
export function sent({ template }: Snippet, kind: TemplateKind, product: Product): string {
  const robot = robotFor(product);
  const look = { kind, product, format: 'markdown', language: 'en_US', timeZone: 'Asia/Shanghai' } as const;
  const { title, text } = previewMessage({ ...look, template, face: robot, nowMs: NOW });
  const context = {
    secret: { webhookUrl: 'https://robot.example.com/send' },
    keywords: [],
    messageId: 'snippet',
    nowMs: NOW,
  };
  const body = JSON.parse(robot.request({ format: 'markdown', title, text, mention: NOBODY }, context).body);
  return body.markdown.content ?? body.markdown.text;
}

/** What lint has against a snippet where it belongs. */
export function objections({ template, kinds }: Snippet, product: Product): readonly string[] {
  return kinds
    .flatMap((kind) => lintTemplate(template, { kind, product, format: 'markdown' }))
    .filter(({ severity }) => severity !== 'hint')
    .map(({ message }) => message);
}
