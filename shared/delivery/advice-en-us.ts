import type { AdviceTexts } from './advice.ts';

/** What to do about a misconfigured robot, in English: apart, since notices say it too and need no more. */
export const MISCONFIGURED_EN_US: AdviceTexts['misconfigured'] = {
  token:
    'The robot does not know the token (or key) in the webhook URL: it was mistyped or reset, or the robot was removed from the group. Copy the webhook URL from the robot’s settings into the channel again.',
  sign: 'The robot refused the signature, or the channel has no signing key. Copy the key (it begins with SEC) from the robot’s security settings into the channel’s signatureKey.',
  keyword:
    'The message lacked the keyword the robot asks for. Enter one of the robot’s keywords, written exactly as in its settings, in the channel’s “keyword”.',
  ip: 'The robot’s IP allowlist does not contain the address we send from. Add the IPv4 address of the proxy or NAT gateway (IPv6 never matches), or use signing instead.',
  'robot-disabled': 'The robot is disabled. Enable it in the group or in the administration console.',
  'robot-removed':
    'The robot is no longer in the group. Add a robot to the group and enter its webhook URL in the channel.',
  'group-gone': 'The chat group was dissolved. Give the channel a robot of another group.',
  quota:
    'The organisation’s or the robot’s quota for this month is used up. Raise it in the administration console, wait for the next month, or give the channel a fallback channel.',
  'secret-missing':
    'The robot’s secret is not in the secret store. Enter the webhook URL (and the signing key) in the channel again.',
  security:
    'The robot’s security check refused the message without saying why. Compare its keyword, signature and IP settings with the channel.',
};

/** Advice in English. */
export const EN_US: AdviceTexts = {
  delivered: 'The robot confirmed the message.',
  throttled: {
    'robot-rate':
      'The robot got more messages than it takes in a minute. It is left alone for {seconds} s and the alerts wait; if something else also sends through this robot, give each its own.',
    'flood-guard':
      'The flood guard in front of the chat product refused the call. The robot is left alone for {seconds} s and the alerts wait; check whether other programs behind the same IP address call too often.',
    'platform-rate':
      'The chat product limits all calls at the moment. It is tried again after {seconds} s; there is nothing to do.',
    concurrency:
      'The robot got several messages at once, so something else sends through it too. It is tried again after {seconds} s; give each sender its own robot.',
  },
  misconfigured: MISCONFIGURED_EN_US,
  rejected: {
    'too-long':
      'The message was longer than the robot takes. It is shortened and sent once more; shorten the template if this recurs.',
    'content-filter':
      'The chat product’s content filter refused a link, a text or an image. The message is sent once more as plain text; look into the template and the alert’s own text.',
    clock:
      'The robot found the signature’s time more than an hour off. Set this machine’s clock (NTP), then send again.',
    empty: 'The message had no content. Check the channel’s template.',
    format:
      'The robot could not read the message. It is sent once more in a simpler form; check the channel’s template.',
    'response-check':
      'The robot confirmed the message, but its answer does not pass the channel’s response check. Correct or remove “responseCheck”.',
    other:
      'The robot refused the message for a reason we do not know. Its code and words are beside this; look them up in the vendor’s documentation.',
  },
  unreachable: {
    dns: 'The host name could not be resolved. Check the host in the webhook URL and this machine’s DNS; a private network may need a proxy.',
    refused: 'The connection was refused. Check host and port of the webhook URL, and firewalls on the way.',
    proxy:
      'The proxy could not be reached, asked for credentials or refused the connection. Check the proxy’s address, user and password, and whether it allows the robot’s host.',
    tls: 'No trusted TLS connection could be made. Check the certificate; a proxy that inspects TLS needs its CA trusted here, and this machine’s clock must be right.',
    timeout: 'No connection could be made in time. Check routes and firewalls, and whether a proxy is needed.',
    'address-forbidden':
      'The webhook’s host resolves to a private, loopback or otherwise forbidden address. If that is intended, start with --allow-webhook-host HOST:PORT.',
    network:
      'The connection failed before the message was sent. Check the webhook URL and the network; it is tried again.',
    'server-error':
      'The chat product’s server reported an error of its own. It is tried again; there is nothing to do unless it lasts.',
    busy: 'The chat product said it is busy. It is tried again; there is nothing to do.',
    'not-json':
      'Something other than the robot answered: a login page, a redirect or a gateway. Check the webhook URL and the proxy; for DingTalk it can be a ban of the sending address for five minutes.',
  },
  unknown: {
    'no-answer':
      'The message was sent and no answer came, so it may be in the group or not. It is sent again; a repeat is possible.',
    'empty-answer':
      'The server took the message and answered nothing, so it may be in the group or not. It is sent again; check whether a proxy removes answers.',
    'no-errcode':
      'The answer is not one a robot gives, so the message may be in the group or not. It is sent again; check the webhook URL.',
    'unreadable-answer':
      'The answer could not be read or broke off, so the message may be in the group or not. It is sent again; a repeat is possible.',
    'contradictory-answer':
      'The answer says success under an HTTP error, so the message may be in the group or not. It is sent again; check whether a proxy changes answers.',
  },
  ourClock: {
    behind: 'Our clock is {duration} behind the robot’s.',
    ahead: 'Our clock is {duration} ahead of the robot’s.',
  },
};
