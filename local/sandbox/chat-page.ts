import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { escapeHtml, messageHtml } from './chat-html.ts';
import type { ChatMessage, GroupEntry } from './chat-record.ts';
import { CHAT_STYLE } from './chat-style.ts';
import type { Group } from './group.ts';
import { PRODUCT_NAMES } from './product-names.ts';
import { clockTime } from './transcript.ts';

/** Newest entries of a group the page shows; the transcript has them all. */
const SHOWN_ENTRIES = 200;
/** Seconds between two loads of the page. */
const REFRESH_SECONDS = 3;

function peopleHtml(message: ChatMessage): string {
  const { notified, all, ignored } = message.mentions;
  const people = [...(all ? ['everyone'] : []), ...notified].map(
    (who) => `<span class="mention">@${escapeHtml(who)}</span>`,
  );
  const named = people.length === 0 ? '' : `<p class="people">notified: ${people.join(' ')}</p>`;

  return named + ignored.map((reason) => `<p class="people missed">not notified: ${escapeHtml(reason)}</p>`).join('');
}

function entryHtml(entry: GroupEntry): string {
  const time = `<p class="time">${clockTime(entry.at)}</p>`;
  switch (entry.kind) {
    case 'message': {
      const title =
        entry.message.title === '' ? '' : `<p class="preview">preview: ${escapeHtml(entry.message.title)}</p>`;

      return `<div class="entry">${time}<div class="bubble">${title}${messageHtml(entry.message)}${peopleHtml(entry.message)}</div></div>`;
    }
    case 'refused':
      return `<div class="entry refused">${time}<div class="bubble">refused ${entry.errcode}: ${escapeHtml(entry.why)}</div></div>`;
    case 'failed':
      return `<div class="entry refused">${time}<div class="bubble">failed: ${escapeHtml(entry.why)}</div></div>`;
    case 'duplicate':
      return `<div class="entry note"><div class="bubble">the same message came again (msgUuid): shown once</div></div>`;
    default:
      return entry satisfies never;
  }
}

function groupHtml(group: Group, nowMs: number): string {
  const { product, name, perMinute } = group.settings;
  const { delivered, requests, maxInMinute } = group.counters;
  const busiest =
    maxInMinute > perMinute
      ? `<span class="muted">${maxInMinute}, over the limit of ${perMinute}</span>`
      : `${maxInMinute} of ${perMinute}`;
  const muted =
    nowMs < group.mutedUntilMs
      ? `<p class="muted">muted until ${clockTime(group.mutedUntilMs)} for sending too fast</p>`
      : '';
  const entries = group.entries.slice(-SHOWN_ENTRIES).reverse().map(entryHtml).join('');
  // Slow answers are no trouble to speak of: only what breaks messages is shown.
  const faults = group.faults.list().flatMap(({ fault }) => (fault.kind === 'latency' ? [] : [fault.kind]));
  const broken = faults.length === 0 ? '' : `<p class="muted">faults: ${escapeHtml(faults.join(', '))}</p>`;

  return `<section class="phone ${product}"><div class="bar"><span class="product">${PRODUCT_NAMES[product]}</span>
<h2>${escapeHtml(name)}</h2><p>${delivered} of ${requests} requests delivered · busiest minute ${busiest}</p>${muted}${broken}</div>
<div class="chat">${entries === '' ? '<p class="empty">Nothing has been sent to this group yet.</p>' : entries}</div></section>`;
}

const STYLE_HASH = createHash('sha256').update(CHAT_STYLE).digest('base64');

/** Answers with the chats of all groups as one page that loads nothing and reloads itself. */
export function chatPage(
  groups: readonly Group[],
  request: IncomingMessage,
  response: ServerResponse,
  nowMs: number,
): void {
  request.resume();
  response.writeHead(200, {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'Referrer-Policy': 'no-referrer',
  });
  response.end(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="${REFRESH_SECONDS}"><title>Tocsin sandbox</title><style>${CHAT_STYLE}</style></head>
<body><header><b>Tocsin sandbox</b>stand-ins for group robots · newest at the bottom · reloads every ${REFRESH_SECONDS} s</header>
<main>${groups.map((group) => groupHtml(group, nowMs)).join('')}</main></body></html>`);
}
