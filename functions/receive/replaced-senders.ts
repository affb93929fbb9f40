import type { FieldError } from '#shared/receiving/source.ts';
import { type IngestQuery, readIngestQuery } from './ingest-query.ts';

/** A request on a path of another relay: which format its body has, and where its query and path send it. */
export interface ReplacedRequest {
  /** The format of the body. */
  readonly kind: 'alertmanager' | 'grafana';
  readonly query: IngestQuery;
  /** What of the request was taken and has no effect here, in words for whoever set the sender up. */
  readonly notes: readonly string[];
}

/** `POST /dingtalk/{target}/send` of prometheus-webhook-dingtalk: the target is a channel, named by the path alone. */
export function readDingtalkTarget(target: string, query: URLSearchParams): ReplacedRequest {
  const own = query.getAll('channel').some((name) => name.trim() !== '');
  if (own) {
    const message =
      'is named by the path here: /dingtalk/CHANNEL/send. For others use /v1/alerts/alertmanager?channel=';
    return { kind: 'alertmanager', notes: [], query: { kind: 'invalid', errors: [{ field: 'channel', message }] } };
  }

  const read = readIngestQuery(query);
  const channels = [target.trim().normalize('NFC')];
  return { kind: 'alertmanager', notes: [], query: read.kind === 'read' ? { ...read, channels } : read };
}

const NO_ADDRESS =
  "is not taken: an address in a query lets whoever may post send anywhere, and carries the robot's token through every log on its way. Put the robot into a channel, and name that: channel=NAME";
const NO_PEOPLE = 'is not taken: alerts go to groups of DingTalk and WeCom. Name a channel: channel=NAME';

/** Parameters of PrometheusAlert that say something this relay says elsewhere, or does not do. Silence would lose it. */
const REFUSED: Readonly<Record<string, string>> = {
  ddurl: NO_ADDRESS,
  wxurl: NO_ADDRESS,
  fsurl: NO_ADDRESS,
  webhookurl: NO_ADDRESS,
  webhookContentType: NO_PEOPLE,
  phone: NO_PEOPLE,
  email: NO_PEOPLE,
  emailtitle: NO_PEOPLE,
  groupid: NO_PEOPLE,
  wxuser: NO_PEOPLE,
  wxparty: NO_PEOPLE,
  wxtag: NO_PEOPLE,
  alertgroup: 'is not taken: name the channels of the group, channel=NAME,NAME, or send by push settings',
  at: "is not taken: whom messages mention is the channel's to say, in mention.mobiles and mention.userIds",
  rr: 'is not taken: give the channel several robots; the one with the most left sends',
  from: 'is not taken: for callbacks of Alibaba Cloud post to /v1/alerts, or set up a source in tocsin.yaml',
};

/** Values that ask for nothing. */
const NOTHING: readonly string[] = ['', 'false'];

/** Types of PrometheusAlert whose products this relay speaks. */
const TYPES: readonly string[] = ['', 'dd', 'wx'];

const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  type: 'type has no effect: the channel says whether it is DingTalk or WeCom',
  tpl: "tpl chooses no template: how messages look is the channel's message.templates. A name that begins with grafana says that the body is Grafana's",
  split: "split has no effect: which alerts share a message is the channel's aggregation",
};

/** `POST /prometheusalert` of PrometheusAlert. What would send elsewhere, or to people, is refused by name. */
export function readPrometheusAlert(query: URLSearchParams): ReplacedRequest {
  const asked = [...new Set(query.keys())].filter((name) => query.getAll(name).some((value) => !isNothing(value)));
  const refused = asked.flatMap((name) => refusalOf(name));
  const type = query.get('type')?.trim() ?? '';
  if (!TYPES.includes(type)) {
    refused.push({ field: 'type', message: 'must be dd (DingTalk) or wx (a group robot of WeCom)' });
  }

  const rest = new URLSearchParams([...query].filter(([name]) => !isOfPrometheusAlert(name)));
  const read = readIngestQuery(rest);
  const errors = [...refused, ...(read.kind === 'invalid' ? read.errors : [])];
  const given = [...new Set(query.keys())];
  return {
    kind: /^grafana/i.test(query.get('tpl')?.trim() ?? '') ? 'grafana' : 'alertmanager',
    query: errors.length > 0 ? { kind: 'invalid', errors } : read,
    notes: given.flatMap((name) => (Object.hasOwn(WITHOUT_EFFECT, name) ? [WITHOUT_EFFECT[name] ?? ''] : [])),
  };
}

function isNothing(value: string): boolean {
  return NOTHING.includes(value.trim().toLowerCase());
}

function refusalOf(name: string): readonly FieldError[] {
  return Object.hasOwn(REFUSED, name) ? [{ field: name, message: REFUSED[name] ?? '' }] : [];
}

function isOfPrometheusAlert(name: string): boolean {
  return Object.hasOwn(REFUSED, name) || Object.hasOwn(WITHOUT_EFFECT, name);
}
