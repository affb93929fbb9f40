import { prepareWithBridge, prepareWithWebhookDingtalk } from './alertmanager.ts';
import { prepareApprise } from './apprise.ts';
import type { Entry } from './contender.ts';
import { preparePosts } from './one-post.ts';
import { prepareTocsin } from './tocsin.ts';

/** Everybody who gets the storm. Colours are told apart on light and on dark ground; dashes where there is no colour. */
export const ENTRIES: readonly Entry[] = [
  { name: 'Tocsin', token: 'fakebenchtocsin', colour: '#2e9e6b', dash: '', oneIn: 1, prepare: prepareTocsin },
  {
    name: 'one POST per alert',
    token: 'fakebenchpost',
    colour: '#d1495b',
    dash: '2 3',
    oneIn: 1,
    prepare: preparePosts,
  },
  {
    name: 'Apprise, one process',
    token: 'fakebenchappriseone',
    colour: '#3a7ec2',
    dash: '8 4',
    oneIn: 1,
    prepare: (arena) => prepareApprise(arena, 'one'),
  },
  {
    name: 'Apprise, a process per alert',
    token: 'fakebenchapprisemany',
    colour: '#8a63c9',
    dash: '5 3 1 3',
    oneIn: 10,
    prepare: (arena) => prepareApprise(arena, 'many'),
  },
  {
    name: 'Alertmanager + prometheus-webhook-dingtalk',
    token: 'fakebenchalertmanager',
    colour: '#b8792b',
    dash: '12 4',
    oneIn: 1,
    prepare: prepareWithWebhookDingtalk,
  },
  {
    name: 'Alertmanager + a minimal bridge',
    token: 'fakebenchbridge',
    colour: '#7d8590',
    dash: '1 4',
    oneIn: 1,
    prepare: prepareWithBridge,
  },
];
