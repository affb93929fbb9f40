import { describe, expect, it } from 'vitest';
import { compactTarget, parseTarget } from '#shared/rendering/ocp-target.ts';

describe('a compact target', () => {
  it.each([
    ['ob_cluster=obcluster-1:svr_ip=192.0.2.10', 'obcluster-1/192.0.2.10', false],
    ['ob_cluster=C1-1000:tenant_name=T1', 'C1-1000/T1', false],
    ['ob_cluster=obcluster-1:tenant_name=sys:sql_id=2A6D6C59E6D86C57519267B5EC2CBEC3', 'obcluster-1/sys', true],
    ['alarm_template_id=0:ob_cluster=AdminMETA-12:host=192.0.2.11', 'AdminMETA-12/192.0.2.11', false],
    ['alarm_template_id=0:ob_cluster=TEST-1:tenant_name=test:host=192.0.2.12', 'TEST-1/test/192.0.2.12', false],
    ['alarm_template_id=0:obproxy_cluster=ODPT2-2000005:host=192.0.2.13', 'ODPT2-2000005/192.0.2.13', false],
    ['service=OCP:svr_ip=192.0.2.14', 'OCP/192.0.2.14', false],
    ['svr_ip=192.0.2.15:svr_port=2882', '192.0.2.15:2882', false],
    ['svr_ip=192.0.2.15:host_ip=192.0.2.15', '192.0.2.15', false],
    ['storage_url=file:///obbackup/x/', 'file:///obbackup/x/', true],
    ['ob_cluster=c-1:trans_hash={hash:1, inc:2, addr:"192.0.2.1:2882"}', 'c-1', true],
    ['192.0.2.1:9100', '192.0.2.1:9100', false],
    ['what=ever:else=x', 'what=ever:else=x', false],
    ['  two\n lines ', 'two lines', false],
    ['', '', false],
  ])('of %s is %s', (target, text, lossy) => {
    expect(compactTarget(target)).toEqual({ text, lossy });
  });

  it('is short, and says so when something is missing', () => {
    const place = compactTarget('x'.repeat(500));
    expect([...place.text].length).toBe(64);
    expect(place.lossy).toBe(true);
  });

  it('is split only before a key that is known', () => {
    expect(parseTarget('exporter_addr=http://192.0.2.1:62889/metrics:svr_ip=192.0.2.1')).toEqual([
      ['exporter_addr', 'http://192.0.2.1:62889/metrics'],
      ['svr_ip', '192.0.2.1'],
    ]);
    expect(parseTarget('odp_schema=obcluster:ocp_meta:test')).toEqual([['odp_schema', 'obcluster:ocp_meta:test']]);
  });
});
