import type { AdviceTexts } from './advice.ts';

/** What to do about a misconfigured robot, in traditional Chinese: apart, since notices say it too and need no more. */
export const MISCONFIGURED_ZH_TW: AdviceTexts['misconfigured'] = {
  token:
    'Webhook 位址中的 token（或 key）無效：可能填寫有誤、已被重設，或機器人已被移出群組。請從機器人設定中重新複製 Webhook 位址到通道。',
  sign: '機器人不接受簽章，或通道裡沒有填寫加簽金鑰。請從機器人安全設定中複製加簽金鑰（以 SEC 開頭）到通道的「signatureKey」。',
  keyword: '訊息中沒有機器人要求的關鍵字。請在通道的「keyword」中填寫機器人設定的任一關鍵字，須與設定完全一致。',
  ip: '傳送方位址不在機器人的 IP 白名單中。請加入代理或 NAT 閘道的 IPv4 位址（IPv6 不會相符），或改用加簽。',
  'robot-disabled': '機器人已停用。請在群組設定或管理後台中啟用。',
  'robot-removed': '機器人已不在群組中。請在群組裡重新加入機器人，並把新的 Webhook 位址填入通道。',
  'group-gone': '群組已解散。請為通道換用其他群組的機器人。',
  quota: '本月的組織配額或機器人配額已用完。請在管理後台提高配額、等到下月，或為通道設定備用通道。',
  'secret-missing': '金鑰庫中沒有該機器人的金鑰。請在通道中重新填寫 Webhook 位址（及加簽金鑰）。',
  security: '機器人的安全檢查未通過，且沒有說明原因。請逐項核對關鍵字、加簽和 IP 設定與通道是否一致。',
};

/** Advice in traditional Chinese. */
export const ZH_TW: AdviceTexts = {
  delivered: '機器人已確認收到訊息。',
  throttled: {
    'robot-rate':
      '機器人一分鐘內收到的訊息超過上限。{seconds} 秒內不再向它傳送，警示排隊等候；如果還有其他程式使用這個機器人，請為它們各建一個。',
    'flood-guard':
      '平台的防刷機制拒絕了請求。{seconds} 秒內不再向該機器人傳送，警示排隊等候；請檢查同一出口 IP 上是否有其他程式呼叫過於頻繁。',
    'platform-rate': '平台目前正在限流。{seconds} 秒後自動重試，無需處理。',
    concurrency:
      '機器人同時收到多則訊息，表示還有其他程式在使用它。{seconds} 秒後自動重試；請為每個傳送方各建一個機器人。',
  },
  misconfigured: MISCONFIGURED_ZH_TW,
  rejected: {
    'too-long': '訊息超過機器人的長度上限。將縮短後重送一次；如果經常出現，請精簡範本。',
    'content-filter': '平台的內容審核拒絕了連結、文字或圖片。將以純文字重送一次；請檢查範本和警示內容。',
    clock: '機器人認為簽章時間相差超過一小時。請校準本機時鐘（NTP）後重新傳送。',
    empty: '訊息內容為空。請檢查通道的範本。',
    format: '機器人無法解析訊息。將以更簡單的格式重送一次；請檢查通道的範本。',
    'response-check': '機器人已確認訊息，但其回應未通過通道的回應檢查。請修正或刪除「responseCheck」。',
    other: '機器人因未知原因拒絕了訊息。錯誤碼和原文見同一紀錄，請查閱平台文件。',
  },
  unreachable: {
    dns: '無法解析網域名稱。請檢查 Webhook 位址中的網域名稱和本機 DNS；內部網路環境可能需要代理。',
    refused: '連線被拒絕。請檢查 Webhook 位址的主機和連接埠，以及途中的防火牆。',
    proxy: '代理無法連線、要求驗證或拒絕轉送。請檢查代理的位址、使用者名稱和密碼，以及它是否放行機器人的網域名稱。',
    tls: '無法建立可信任的 TLS 連線。請檢查憑證；會解密 TLS 的代理，其 CA 須在本機受信任；本機時鐘也須準確。',
    timeout: '未能在規定時間內建立連線。請檢查路由和防火牆，以及是否需要代理。',
    'address-forbidden':
      'Webhook 的網域名稱解析到內部網路、本機或其他禁止的位址。如確屬預期，請以 --allow-webhook-host HOST:PORT 啟動。',
    network: '訊息送出前連線已中斷。請檢查 Webhook 位址和網路；將自動重試。',
    'server-error': '平台伺服器自身出錯。將自動重試；除非持續發生，否則無需處理。',
    busy: '平台系統忙碌。將自動重試，無需處理。',
    'not-json':
      '回應的不是機器人，而是登入頁、重新導向或閘道。請檢查 Webhook 位址和代理；對釘釘而言，也可能是出口 IP 被封鎖五分鐘。',
  },
  unknown: {
    'no-answer': '訊息已送出但沒有收到回應，群組裡可能有也可能沒有。將再次傳送，可能重複。',
    'empty-answer': '伺服器收下了訊息但回應為空，群組裡可能有也可能沒有。將再次傳送；請檢查代理是否丟棄了回應。',
    'no-errcode': '回應不是機器人的格式，群組裡可能有也可能沒有。將再次傳送；請檢查 Webhook 位址。',
    'unreadable-answer': '回應無法讀取或中途斷開，群組裡可能有也可能沒有。將再次傳送，可能重複。',
    'contradictory-answer':
      '回應內容為成功而 HTTP 狀態為錯誤，群組裡可能有也可能沒有。將再次傳送；請檢查代理是否改動了回應。',
  },
  ourClock: { behind: '本機時鐘比機器人的慢 {duration}。', ahead: '本機時鐘比機器人的快 {duration}。' },
};
