import { describe, expect, test } from 'vitest';
import { messageLevel } from '#shared/receiving/robot-messages/message-level.ts';

describe('the level of a message', () => {
  test.each([
    ['【停服】OB 服务器无法连接', '', 'down'],
    ['数据库宕机', '', 'down'],
    ['db-1 is DOWN', '', 'down'],
    ['downloads are slow', '', 'warning'],
    ['严重：磁盘将满', '', 'critical'],
    ['Build FAILED', '', 'critical'],
    ['备份失败', '', 'critical'],
    ['警告：CPU 使用率高', '', 'warning'],
    ['注意事项', '', 'caution'],
    ['备份成功', '', 'info'],
    ['Weekly report', '', 'warning'],
    ['Weekly report', 'severity: critical', 'critical'],
    ['Warning', 'the server is down', 'warning'],
    ['【恢复】OB 服务器宕机', '', 'info'],
    ['[RESOLVED] db-1 is down', '', 'info'],
    ['磁盘告警解除', '', 'info'],
    ['OK: db-1 is down', '', 'info'],
    ['服务宕机，尚未恢复', '', 'down'],
    ['数据恢复失败', '', 'critical'],
    ['Alert not resolved', '', 'warning'],
    ['3 unresolved critical alerts', '', 'critical'],
    ['Restore failed', '', 'critical'],
    ['something', 'resolved: db-1 is down', 'down'],
  ])('"%s" with the text "%s" is %s', (title, text, level) => {
    expect(messageLevel(title, text)).toBe(level);
  });
});

describe('a word that is denied does not count', () => {
  test.each([
    ['巡检结束，没有错误', 'warning'],
    ['巡检结束：无异常', 'warning'],
    ['無異常', 'warning'],
    ['备份任务未失败', 'warning'],
    ['未发现任何异常', 'warning'],
    ['未检测到严重错误', 'warning'],
    ['没有错误或异常', 'warning'],
    ['并非故障', 'warning'],
    ['没有 error', 'warning'],
    ['0 个任务失败', 'warning'],
    ['共 0 个异常', 'warning'],
    ['失败 0', 'warning'],
    ['成功：10，失败：0', 'info'],
    ['成功 10 失败 0 跳过 2', 'info'],
    ['错误数量：0 条。', 'warning'],
    ['失败率：0%', 'warning'],
    ['异常：无', 'warning'],
    ['No errors', 'warning'],
    ['Nightly check: no new errors or failures', 'warning'],
    ['No critical errors found', 'warning'],
    ['Finished without any error', 'warning'],
    ['The job has not failed', 'warning'],
    ["It wasn't a failure", 'warning'],
    ['db-1 is no longer down', 'warning'],
    ['12 passed, 0 failed', 'info'],
    ['0 errors, 0 warnings', 'warning'],
    ['Done with zero failures', 'warning'],
    ['ok=3 changed=1 unreachable=0 failed=0', 'info'],
    ['Passed: 10 Failed: 0 Skipped: 2', 'info'],
    ['errors: none', 'warning'],
    // What is left counts.
    ['没有失败，但有 2 个告警', 'warning'],
    ['没有错误日志，服务不可用', 'down'],
    ['no warnings, 3 errors', 'critical'],
    ['3 failed, 0 skipped', 'critical'],
    ['成功 0，失败 10', 'critical'],
    ['无错误、异常 3 条', 'critical'],
    // A denied alert may be the trouble itself.
    ['no alert from ocp for 10 minutes', 'warning'],
    ['监控无告警', 'warning'],
    // Nor does it say that other words for trouble are not so.
    ['Server unreachable, no errors in its log', 'warning'],
    ['连接超时，没有错误码', 'warning'],
    ['OB 合并超时，未发现错误日志', 'warning'],
    ['没有严重延迟，但复制中断', 'warning'],
    ['Disk full, not critical yet', 'warning'],
    ['Cluster split brain; no error was logged', 'warning'],
    ['timeouts: 0, failed: 0', 'warning'],
    ['超时数：0，失败：0', 'warning'],
    // So is something good that is not so.
    ['备份未成功', 'warning'],
    ['巡检尚未完成', 'warning'],
    ['Deploy not completed, 3 steps passed', 'warning'],
  ])('"%s" is %s', (title, level) => {
    expect(messageLevel(title, title)).toBe(level);
  });

  test.each([
    ['请检查有无异常', 'critical'],
    ['有没有故障？', 'critical'],
    ['无法连接，任务失败', 'critical'],
    ['10 个错误', 'critical'],
    ['20 failed', 'critical'],
    ['1.0 failed', 'critical'],
    ['disk 0 failed', 'critical'],
    ['node-0 down', 'down'],
    ['磁盘 0 故障', 'critical'],
    ['08:00 失败', 'critical'],
    ['target 0:0 failed', 'critical'],
    ['错误：0 号机房断电', 'critical'],
    ['故障：无法连接', 'critical'],
    ['Error: 0.5 s too late', 'critical'],
    ['error 0x80070005', 'critical'],
    ['CRITICAL: 0 of 3 replicas available', 'critical'],
    ['Fatal: 0 out of 5 nodes answer', 'down'],
    ['Error: none of 3 nodes answers', 'critical'],
    ['Job no. 5 failed', 'critical'],
    ['confirmed: no\nerror: disk full', 'critical'],
    ['备注：无 故障等级：高', 'critical'],
    ['Responding: no, failed', 'critical'],
  ])('"%s" denies nothing and is %s', (title, level) => {
    expect(messageLevel(title, '')).toBe(level);
  });

  test('and a text that says more than its title goes by what it says', () => {
    expect(messageLevel('巡检：无异常', '巡检：无异常\n紧急：磁盘将满')).toBe('critical');
    expect(messageLevel('Backup of last night', '12 tables, no errors, failed: 0')).toBe('warning');
    expect(messageLevel('Backup of last night', '12 tables completed, failed: 0')).toBe('info');
    expect(messageLevel('备份未完成', '备份未完成\n已完成 3/5')).toBe('warning');
    expect(messageLevel('备份未完成', '磁盘错误')).toBe('critical');
  });

  test.each(['no ', '没有', 'failed ', '0 ', 'error or ', '失败：', ' \t', '0/'])(
    'in time that does not grow faster than a text of %j again and again',
    (part) => {
      const from = performance.now();
      messageLevel('x', part.repeat(20_000 / part.length));
      expect(performance.now() - from).toBeLessThan(500);
    },
  );
});
