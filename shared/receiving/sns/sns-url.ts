/** SNS's own hosts, `sns.<region>.amazonaws.com` and `….com.cn`: nobody else can serve anything there. */
const HOST = /^sns\.[a-z]{2}[a-z0-9-]{3,30}\.amazonaws\.com(?:\.cn)?$/;

/** Whether an address is where SNS keeps the certificates it signs with. */
export function isCertificateUrl(text: string): boolean {
  const url = snsUrl(text);
  return (
    url !== undefined && url.search === '' && /^\/SimpleNotificationService-[A-Za-z0-9]{16,64}\.pem$/.test(url.pathname)
  );
}

/** Whether calling an address confirms the subscription to this topic, and does nothing else. */
export function isConfirmationUrl(text: string, topicArn: string): boolean {
  const url = snsUrl(text);
  if (url === undefined || url.pathname !== '/') return false;

  const { searchParams: query } = url;
  const names = ['Action', 'TopicArn', 'Token'];
  return (
    [...query.keys()].every((name) => names.includes(name) && query.getAll(name).length === 1) &&
    query.get('Action') === 'ConfirmSubscription' &&
    query.get('TopicArn') === topicArn &&
    query.get('Token') !== null
  );
}

function snsUrl(text: string): URL | undefined {
  const url = text.length > 2_048 ? null : URL.parse(text);
  if (url === null || url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '')
    return undefined;

  return HOST.test(url.hostname) && url.hash === '' ? url : undefined;
}
