import type { AdviceTexts } from './advice.ts';

/** What to do about a misconfigured robot, in simplified Chinese: apart, since notices say it too and need no more. */
export const MISCONFIGURED_ZH_CN: AdviceTexts['misconfigured'] = {
  token:
    'Webhook 地址中的 token（或 key）无效：可能填写有误、已被重置，或机器人已被移出群。请从机器人设置中重新复制 Webhook 地址到通道。',
  sign: '机器人不接受签名，或通道里没有填写加签密钥。请从机器人安全设置中复制加签密钥（以 SEC 开头）到通道的“signatureKey”。',
  keyword: '消息中没有机器人要求的关键词。请在通道的“keyword”中填写机器人设置的任一关键词，须与设置完全一致。',
  ip: '发送方地址不在机器人的 IP 白名单中。请加入代理或 NAT 网关的 IPv4 地址（IPv6 不会匹配），或改用加签。',
  'robot-disabled': '机器人已停用。请在群设置或管理后台中启用。',
  'robot-removed': '机器人已不在群中。请在群里重新添加机器人，并把新的 Webhook 地址填入通道。',
  'group-gone': '群已解散。请为通道换用其他群的机器人。',
  quota: '本月的组织配额或机器人配额已用完。请在管理后台提高配额、等到下月，或为通道设置备用通道。',
  'secret-missing': '密钥库中没有该机器人的密钥。请在通道中重新填写 Webhook 地址（及加签密钥）。',
  security: '机器人的安全校验未通过，且没有说明原因。请逐项核对关键词、加签和 IP 设置与通道是否一致。',
};

/** Advice in simplified Chinese. */
export const ZH_CN: AdviceTexts = {
  delivered: '机器人已确认收到消息。',
  throttled: {
    'robot-rate':
      '机器人一分钟内收到的消息超过上限。{seconds} 秒内不再向它发送，告警排队等待；如果还有其他程序使用这个机器人，请为它们各建一个。',
    'flood-guard':
      '平台的防刷机制拒绝了请求。{seconds} 秒内不再向该机器人发送，告警排队等待；请检查同一出口 IP 上是否有其他程序调用过于频繁。',
    'platform-rate': '平台当前正在限流。{seconds} 秒后自动重试，无需处理。',
    concurrency:
      '机器人同时收到多条消息，说明还有其他程序在使用它。{seconds} 秒后自动重试；请为每个发送方各建一个机器人。',
  },
  misconfigured: MISCONFIGURED_ZH_CN,
  rejected: {
    'too-long': '消息超过机器人的长度上限。将缩短后重发一次；如果经常出现，请精简模板。',
    'content-filter': '平台的内容审核拒绝了链接、文字或图片。将以纯文本重发一次；请检查模板和告警内容。',
    clock: '机器人认为签名时间相差超过一小时。请校准本机时钟（NTP）后重新发送。',
    empty: '消息内容为空。请检查通道的模板。',
    format: '机器人无法解析消息。将以更简单的格式重发一次；请检查通道的模板。',
    'response-check': '机器人已确认消息，但其响应未通过通道的响应校验。请修正或删除“responseCheck”。',
    other: '机器人因未知原因拒绝了消息。错误码和原文见同一记录，请查阅平台文档。',
  },
  unreachable: {
    dns: '无法解析域名。请检查 Webhook 地址中的域名和本机 DNS；内网环境可能需要代理。',
    refused: '连接被拒绝。请检查 Webhook 地址的主机和端口，以及途中的防火墙。',
    proxy: '代理无法连接、要求认证或拒绝转发。请检查代理的地址、用户名和密码，以及它是否放行机器人的域名。',
    tls: '无法建立可信的 TLS 连接。请检查证书；会解密 TLS 的代理，其 CA 须在本机受信任；本机时钟也须准确。',
    timeout: '未能在规定时间内建立连接。请检查路由和防火墙，以及是否需要代理。',
    'address-forbidden':
      'Webhook 的域名解析到内网、本机或其他禁止的地址。如确属预期，请用 --allow-webhook-host HOST:PORT 启动。',
    network: '消息发出前连接已中断。请检查 Webhook 地址和网络；将自动重试。',
    'server-error': '平台服务器自身出错。将自动重试；除非持续发生，否则无需处理。',
    busy: '平台系统繁忙。将自动重试，无需处理。',
    'not-json':
      '应答的不是机器人，而是登录页、跳转或网关。请检查 Webhook 地址和代理；对钉钉而言，也可能是出口 IP 被封禁五分钟。',
  },
  unknown: {
    'no-answer': '消息已发出但没有收到应答，群里可能有也可能没有。将再次发送，可能重复。',
    'empty-answer': '服务器收下了消息但应答为空，群里可能有也可能没有。将再次发送；请检查代理是否丢弃了应答。',
    'no-errcode': '应答不是机器人的格式，群里可能有也可能没有。将再次发送；请检查 Webhook 地址。',
    'unreadable-answer': '应答无法读取或中途断开，群里可能有也可能没有。将再次发送，可能重复。',
    'contradictory-answer':
      '应答内容为成功而 HTTP 状态为错误，群里可能有也可能没有。将再次发送；请检查代理是否改动了应答。',
  },
  ourClock: { behind: '本机时钟比机器人的慢 {duration}。', ahead: '本机时钟比机器人的快 {duration}。' },
};
