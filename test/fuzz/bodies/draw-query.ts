import type { Random } from '#test/simulation/random.ts';
import { withSecret } from './anything.ts';
import type { World } from './sending.ts';

/** Queries as senders have them, and percent signs that mean nothing. Channels that are off are named beside others only. */
const QUERIES = [
  ...[
    '?source=prod',
    '?source=%E7%94%9F%E4%BA%A7',
    '?source=',
    '?source=grafana-signed',
    '?source=tocsin',
    '?sorce=prod',
  ],
  ...[
    '?channel=team-d',
    '?channel=team-w,team-d',
    '?channel=off,team-w',
    '?channel=gone',
    '?channel=,,',
    '?chanel=team-d',
  ],
  ...[
    '?channel=team-d&channel=spare&x=1',
    '?%',
    '?%zz=%',
    '?source=%00',
    '?source=%E0%A4',
    '?a=%FF%FE',
    '?&&&=&',
    '?#x',
  ],
  ...[`?source=${'x'.repeat(300)}`, `?channel=${'y'.repeat(300)}`, `?${'a=b&'.repeat(50)}`],
] as const;

/** The query of a request; mostly none. */
export function drawQuery(random: Random, { secrets }: Pick<World, 'secrets'>): string {
  if (random.chance(0.6)) return '';
  if (random.chance(0.06)) {
    return `?${random.pick(['source', 'channel', 'token', 'x'])}=${encodeURIComponent(withSecret(random, secrets))}`;
  }

  return random.pick(QUERIES);
}

/** Parameters of PrometheusAlert: those it takes, those that are refused by name, and nonsense. */
const OF_PROMETHEUSALERT = [
  ...[
    'type=dd',
    'type=wx',
    'type=fs',
    'tpl=prometheus-dd',
    'tpl=grafana-wx',
    'split=false',
    'source=prod',
    'channel=spare',
  ],
  ...['ddurl=https://oapi.dingtalk.com/robot/send?access_token=fake', 'phone=13800000000', 'at=13800000000', 'at='],
  ...['email=a@example.com', 'rr=true', 'rr=false', 'alertgroup=x', 'from=aliyun', 'wxuser=x', '%=%', 'chanel=x'],
] as const;

/** A query of PrometheusAlert: mostly one that is taken. */
export function drawPrometheusAlertQuery(random: Random): string {
  const known = `?type=${random.pick(['dd', 'wx'])}&tpl=${random.pick(['prometheus-dd', 'grafana-wx', ''])}`;
  if (random.chance(0.6)) return known;
  const more = Array.from({ length: random.between(1, 4) }, () => random.pick(OF_PROMETHEUSALERT));
  return `?${more.join('&')}`;
}
