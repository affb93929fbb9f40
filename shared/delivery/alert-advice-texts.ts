import type { AlertAdviceTexts } from './alert-advice.ts';

/** In simplified Chinese. */
export const ALERT_ADVICE_ZH_CN: AlertAdviceTexts = {
  suppressed: {
    'masked-at-source-silenced':
      '告警在来源系统中已被屏蔽（静默），因此只记录、不发送。如需发送，请在来源系统中取消屏蔽。',
    'masked-at-source-inhibited':
      '告警在来源系统中被其他告警抑制，因此只记录、不发送。如需发送，请检查来源系统的抑制规则。',
    'channel-disabled': '通道已停用，因此只记录、不发送。如需发送，请启用通道；之后收到的告警会发送。',
    'channel-deleted': '通道已删除，等待中的告警因此结束。如需发送，请重新建立通道，或让来源发往其他通道。',
    'recovery-off':
      '通道或推送规则不发送恢复消息，因此恢复只记录。如需发送，请将通道的 message.recovery 设为 true，并检查规则的 recovery。',
    'over-cap':
      '超出了推送规则的上限（limits），因此不发送：over 为 hold 的在该小时或当天结束时汇总发送，为 drop 的只记录。如需发送更多，请调高规则的 perHour 或 perDay；要紧的级别请单独设一条不限量的规则。',
    'outside-window':
      '告警到达时不在推送规则的发送时段内，因此只记录、不发送。如需在时段开始时发送，请将规则的 window.outside 设为 hold。',
    'recovery-outside-window':
      '恢复时不在推送规则的发送时段内，因此恢复只记录。如需在时段开始时发送，请将规则的 window.outside 设为 hold。',
    silenced:
      '有静默（silence）针对它，因此不发送；静默结束时仍在告警的，届时发送。如需现在就发送，请结束“silence”所指的静默（DELETE /v1/silences）。',
    inhibited:
      '有一条正在触发的告警按抑制规则抑制了它，所以没有发送；“inhibitedBy”写明是哪条规则、哪条告警。那条告警恢复后，它若仍在触发就会发送。如需现在就发，请改规则（PUT /v1/inhibitions）。',
    'closed-silent':
      '来源仍在发送，这条告警却很久没有再收到，已按看门狗的设置关闭。没有收到恢复通知，不代表故障已消除：请到来源系统确认。再次收到时会作为新告警发送。',
    'told-already': '这一状态此前已经通知过，没有新内容可发。无需处理。',
  },
  otherSuppressed: '告警只记录、不发送。原因见“reason”。',
  rejected: {
    'too-long': '消息缩短后仍超过机器人的长度上限。请精简通道的模板。',
    'content-filter': '平台的内容审核连纯文本也拒绝了。请检查告警内容和模板中的链接与用词。',
    clock: '签名时间一直不被接受。请校准本机时钟（NTP）。',
    empty: '消息内容为空。请检查通道的模板。',
    format: '简化格式后机器人仍无法解析消息。请检查通道的模板。',
    'response-check':
      '机器人已确认消息，但其响应未通过通道的响应校验，群里可能已有该消息。请修正或删除“responseCheck”。',
    other: '机器人因未知原因拒绝了消息。错误码见“reason”，原文见对应的发送记录，请查阅平台文档。',
  },
  dead: {
    'too-old': '通道的所有机器人持续失败，已超过最长等待时间（maxAgeSeconds）。请修复机器人，或设置备用通道。',
    'set-aside': '处理这条告警时反复出错，已将其搁置，以免影响其他告警。请查看日志，并在修复后重新发送。',
    other: '告警未能送达。原因见“reason”。',
  },
  replay: '处理后可重新发送：POST /v1/dead-letters/{id}/replay。',
};

/** In traditional Chinese. */
export const ALERT_ADVICE_ZH_TW: AlertAdviceTexts = {
  suppressed: {
    'masked-at-source-silenced':
      '警示在來源系統中已被屏蔽（靜默），因此只記錄、不傳送。如需傳送，請在來源系統中取消屏蔽。',
    'masked-at-source-inhibited':
      '警示在來源系統中被其他警示抑制，因此只記錄、不傳送。如需傳送，請檢查來源系統的抑制規則。',
    'channel-disabled': '通道已停用，因此只記錄、不傳送。如需傳送，請啟用通道；之後收到的警示會傳送。',
    'channel-deleted': '通道已刪除，等候中的警示因此結束。如需傳送，請重新建立通道，或讓來源發往其他通道。',
    'recovery-off':
      '通道或推送規則不傳送恢復訊息，因此恢復只記錄。如需傳送，請將通道的 message.recovery 設為 true，並檢查規則的 recovery。',
    'over-cap':
      '超出了推送規則的上限（limits），因此不傳送：over 為 hold 的在該小時或當天結束時彙總傳送，為 drop 的只記錄。如需傳送更多，請調高規則的 perHour 或 perDay；要緊的級別請另設一條不限量的規則。',
    'outside-window':
      '警示到達時不在推送規則的傳送時段內，因此只記錄、不傳送。如需在時段開始時傳送，請將規則的 window.outside 設為 hold。',
    'recovery-outside-window':
      '恢復時不在推送規則的傳送時段內，因此恢復只記錄。如需在時段開始時傳送，請將規則的 window.outside 設為 hold。',
    silenced:
      '有靜默（silence）針對它，因此不傳送；靜默結束時警示仍在的，屆時傳送。如需現在就傳送，請結束「silence」所指的靜默（DELETE /v1/silences）。',
    inhibited:
      '有一則正在觸發的告警依抑制規則抑制了它，所以沒有傳送；「inhibitedBy」寫明是哪條規則、哪則告警。那則告警恢復後，它若仍在觸發就會傳送。如需現在就傳，請改規則（PUT /v1/inhibitions）。',
    'closed-silent':
      '來源仍在傳送，這則警示卻很久沒有再收到，已按看門狗的設定關閉。沒有收到恢復通知，不代表故障已消除：請到來源系統確認。再次收到時會作為新警示傳送。',
    'told-already': '這一狀態先前已經通知過，沒有新內容可傳送。無需處理。',
  },
  otherSuppressed: '警示只記錄、不傳送。原因見「reason」。',
  rejected: {
    'too-long': '訊息縮短後仍超過機器人的長度上限。請精簡通道的範本。',
    'content-filter': '平台的內容審核連純文字也拒絕了。請檢查警示內容和範本中的連結與用詞。',
    clock: '簽章時間一直不被接受。請校準本機時鐘（NTP）。',
    empty: '訊息內容為空。請檢查通道的範本。',
    format: '簡化格式後機器人仍無法解析訊息。請檢查通道的範本。',
    'response-check':
      '機器人已確認訊息，但其回應未通過通道的回應檢查，群組裡可能已有該訊息。請修正或刪除「responseCheck」。',
    other: '機器人因未知原因拒絕了訊息。錯誤碼見「reason」，原文見對應的傳送紀錄，請查閱平台文件。',
  },
  dead: {
    'too-old': '通道的所有機器人持續失敗，已超過最長等候時間（maxAgeSeconds）。請修復機器人，或設定備用通道。',
    'set-aside': '處理這則警示時反覆出錯，已將其擱置，以免影響其他警示。請查看日誌，並在修復後重新傳送。',
    other: '警示未能送達。原因見「reason」。',
  },
  replay: '處理後可重新傳送：POST /v1/dead-letters/{id}/replay。',
};

/** In English. */
export const ALERT_ADVICE_EN_US: AlertAdviceTexts = {
  suppressed: {
    'masked-at-source-silenced':
      'The alert was silenced where it came from, so it is recorded and not sent. Lift the silence there to have it sent.',
    'masked-at-source-inhibited':
      'The alert was inhibited by another one where it came from, so it is recorded and not sent. Check the inhibition rules there.',
    'channel-disabled':
      'The channel is disabled, so the alert is recorded and not sent. Enable the channel: what comes after that is sent.',
    'channel-deleted':
      'The channel was deleted while the alert waited in it. Make the channel again, or have its sender name another one.',
    'recovery-off':
      'The channel or the push rule sends no recoveries, so this one is recorded only. Set message.recovery of the channel to true, and look at recovery of the rule, to have them sent.',
    'over-cap':
      'It is beyond the limits of its push rule, so it is not sent: with over: hold it is summarised when the hour or day is over, with drop it is recorded only. To have more sent, raise perHour or perDay of the rule; put a rule without limits for the worst levels before it.',
    'outside-window':
      'The alert came outside the window of its push rule, so it is recorded and not sent. Set window.outside of the rule to hold to have such alerts sent when it opens.',
    'recovery-outside-window':
      'The recovery came outside the window of its push rule, so it is recorded only. Set window.outside of the rule to hold to have such ones sent when it opens.',
    silenced:
      'A silence is for it, so it is not sent; what still fires when the silence ends is sent then. To have it sent now, end the one that “silence” names (DELETE /v1/silences).',
    inhibited:
      'An alert that fires inhibits it by a rule, so it is not sent; “inhibitedBy” names the rule and that alert. What still fires when that alert is over is sent then. To have it sent now, change the rule (PUT /v1/inhibitions).',
    'closed-silent':
      'Its source speaks, and nothing came of this alert for long, so a watchdog closed it. No recovery came: that does not mean the trouble is over. Look at the source; what comes again is told as new.',
    'told-already': 'This was told before, and there was nothing new to say. There is nothing to do.',
  },
  otherSuppressed: 'The alert is recorded and not sent; “reason” says why.',
  rejected: {
    'too-long': 'Even shortened the message was longer than the robot takes. Shorten the channel’s template.',
    'content-filter':
      'The chat product’s content filter refused even the plain text. Look into the links and words of the alert and the template.',
    clock: 'The time of the signature was never accepted. Set this machine’s clock (NTP).',
    empty: 'The message had no content. Check the channel’s template.',
    format: 'The robot could not read the message in a simpler form either. Check the channel’s template.',
    'response-check':
      'The robot confirmed the message, but its answer does not pass the channel’s response check: the group may have it. Correct or remove “responseCheck”.',
    other:
      'The robot refused the message for a reason we do not know. Its code is in “reason”, its words in the delivery; look them up in the vendor’s documentation.',
  },
  dead: {
    'too-old':
      'All robots of the channel failed for longer than an alert may wait (maxAgeSeconds). Mend a robot, or give the channel a fallback channel.',
    'set-aside':
      'Working on this alert failed again and again, so it was set aside for the others. See the log for the error.',
    other: 'The alert could not be told; “reason” says why.',
  },
  replay: 'After that it can be told: POST /v1/dead-letters/{id}/replay.',
};
