import { MAX_VERBATIM_BYTES, type ParsedAlert, type Verbatim } from '../../alert/alert.ts';
import { fingerprintOfId } from '../../alert/fingerprint.ts';
import { cleanLine, cleanText } from '../sources/clean-text.ts';
import { type JsonObject, jsonText } from '../sources/json.ts';
import { keepWithin } from '../sources/keep-within.ts';
import { messageLevel } from './message-level.ts';
import type { RobotMessage } from './vendor.ts';

/** Characters of a name: a heading, not the text. */
const MAX_NAME = 120;

/**
 * The alert of a message that was meant for a robot. It always fires, also when
 * it says that something is over: its sender said nothing of which alert that
 * is, and a message must be told.
 *
 * The same body is the same alert, but for DingTalk's `msgUuid`, which is
 * another one each time. Each is a group of its own, so that in calm each is
 * a message as it came.
 */
export function alertOfMessage(
  { msgtype, title, text, url, people }: RobotMessage,
  body: JsonObject,
  product: Verbatim['product'],
): ParsedAlert {
  const { msgUuid: _, ...content } = body;
  const sent = jsonText(content);
  const said = cleanText(text);
  // Its words as well: a body that is nested too deeply to be written again is known by them alone.
  const id = `message-${fingerprintOfId(product, JSON.stringify([sent, title, said]))}`;
  const name = nameOf(cleanLine(title) || (said.split('\n').find((line) => line.trim() !== '') ?? ''), msgtype);

  return keepWithin({
    id,
    name,
    level: messageLevel(name, said),
    status: 'firing',
    target: '',
    summary: '',
    description: said === name ? '' : said,
    labels: {},
    group: id,
    ...(url === undefined ? {} : { url }),
    ...(people === undefined ? {} : { people }),
    verbatim: { product, body: Buffer.byteLength(sent) > MAX_VERBATIM_BYTES ? '' : sent },
  });
}

/** A message without words, a picture's link say, is named by its type. */
function nameOf(line: string, msgtype: string): string {
  const name = [...line.trim()];
  return name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1).join('')}…` : name.join('') || msgtype;
}
