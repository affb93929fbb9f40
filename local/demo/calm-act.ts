import { backup, brokenLog, disk, type Moment, masked, memstore, operation, serverDown } from './calm-cast.ts';
import type { ScriptedRequest } from './scripted-request.ts';

/** A quiet quarter of a minute as a DBA knows it: firing, repeats, a worse level, twins, recoveries. */
export function calmAct(startMs: number): readonly ScriptedRequest[] {
  const at = (atMs: number, says?: string): Moment => ({ startMs, atMs, ...(says === undefined ? {} : { says }) });

  return [
    serverDown(at(300, 'OCP           停服    OB 服务器无法连接 on 192.0.2.10, sent again every 3 s'), 'Active'),
    ...[3_300, 6_300, 9_300, 12_300].map((atMs) => serverDown(at(atMs), 'Active')),
    disk(at(1_000, 'Alertmanager  warning a disk fills up: both twins of an HA pair send it, and repeat it'), 'firing'),
    ...[1_150, 6_000, 6_150, 11_000, 11_150].map((atMs) => disk(at(atMs), 'firing')),
    memstore(at(2_000, 'OCP           警告    MemStore of tenant sales is at 86 %'), 'warning', 'Active'),
    memstore(at(5_000), 'warning', 'Active'),
    brokenLog(at(4_000, 'OCP           严重    a log alert whose quotes and line feeds break its own JSON, 4 times')),
    ...[7_500, 10_500, 13_500].map((atMs) => brokenLog(at(atMs))),
    operation(at(5_500, 'OCP           提醒    tenant sales was scaled out')),
    masked(at(6_500, 'OCP           注意    an alert that was masked in OCP: nobody is to be told')),
    backup(at(7_000, 'a script      caution a backup is late'), 'firing'),
    memstore(at(8_000, 'OCP           严重    MemStore of tenant sales rises to 96 %'), 'critical', 'Active'),
    backup(at(10_000, 'a script      resolved, the backup came through'), 'resolved'),
    serverDown(at(13_000, 'OCP           已消除  192.0.2.10 can be reached again'), 'Inactive'),
    disk(at(14_000, 'Alertmanager  resolved, the disk has room again: both twins say so'), 'resolved'),
    disk(at(14_150), 'resolved'),
    memstore(at(15_000, 'OCP           已消除  MemStore of tenant sales is fine again'), 'critical', 'Inactive'),
  ];
}
