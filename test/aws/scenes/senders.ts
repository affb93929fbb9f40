import * as z from 'zod/mini';
import type { Scene } from './stage.ts';

const TOLD = z.looseObject({ token: z.string() });
const ANSWER = z.looseObject({ errcode: z.number() });

/** Senders that know only a robot's address or that of another relay: each route is a permission of its own. */
export const REPLACED_SENDERS: Scene = {
  name: 'senders that know only a robot, or another relay, are told in the group',
  async play({ call, shows }) {
    const wanted = { name: 'scripts', scopes: ['ingest'], channels: ['dba'], form: 'robot' };
    const { token } = TOLD.parse(await call(201, 'POST', '/v1/tokens', wanted));
    const send = async (path: string, body: object) => ANSWER.parse(await call(200, 'POST', path, body)).errcode;
    const text = (content: string) => ({ msgtype: 'text', text: { content } });

    const answers = [
      await send(`/robot/send?access_token=${token}`, text('backup of db-21 failed')),
      await send(`/cgi-bin/webhook/send?key=${token}`, text('backup of db-22 failed')),
    ];
    if (answers.some((errcode) => errcode !== 0)) throw new Error(`the robots' wire answered ${answers.join()}`);
    if ((await send(`/cgi-bin/webhook/upload_media?key=${token}&type=file`, {})) === 0) {
      throw new Error('a file was taken');
    }
    await shows('dba', 'db-21');
    await shows('dba', 'db-22');

    const alerts = (instance: string) => ({
      version: '4',
      status: 'firing',
      alerts: [{ status: 'firing', labels: { alertname: 'HostGone', instance }, startsAt: '2026-11-21T00:00:00Z' }],
    });
    await call(200, 'POST', '/dingtalk/dba/send', alerts('db-23'));
    await call(200, 'POST', '/prometheusalert?type=dd&tpl=prometheus-dd', alerts('db-24'));
    await shows('dba', 'db-23');
    await shows('dba', 'db-24');
  },
};
