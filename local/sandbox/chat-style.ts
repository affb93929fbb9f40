/** Style of the chat page. It is inline and hashed in the page's Content-Security-Policy, so nothing is loaded. */
export const CHAT_STYLE = `
:root { --ink:#1d2129; --soft:#86909c; --line:#e5e6eb; --mention:#165dff; --bad:#cb2634; color-scheme:light; }
* { box-sizing:border-box; }
body { margin:0; background:#f2f3f5; color:var(--ink); font:15px/1.5 system-ui,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif; }
header { padding:14px 24px 0; color:var(--soft); font-size:13px; }
header b { color:var(--ink); font-size:16px; margin-right:8px; }
main { display:flex; flex-wrap:wrap; gap:24px; padding:14px 24px 24px; }
.phone { width:400px; height:calc(100vh - 80px); min-height:480px; display:flex; flex-direction:column; background:#fff; border:8px solid #20242c; border-radius:32px; overflow:hidden; }
.bar { padding:10px 16px; border-bottom:1px solid var(--line); background:#fafafa; }
.bar h2 { margin:0; font-size:16px; }
.bar .product { float:right; font-size:12px; font-weight:600; padding:2px 8px; border-radius:10px; color:#fff; }
.dingtalk .product { background:#1677ff; } .wecom .product { background:#07c160; }
.bar p { margin:2px 0 0; font-size:12px; color:var(--soft); }
.bar .muted { color:var(--bad); font-weight:600; }
.chat { flex:1; overflow-y:auto; display:flex; flex-direction:column-reverse; padding:12px; background:#f5f6f8; }
.entry { margin:6px 0; max-width:94%; }
.time { font-size:11px; color:var(--soft); margin:0 0 2px 4px; }
.bubble { background:#fff; border-radius:4px 14px 14px 14px; padding:8px 12px; box-shadow:0 1px 2px #0001; overflow-wrap:anywhere; }
.bubble p { margin:0; white-space:pre-wrap; }
.bubble .gap { height:8px; } .bubble hr { border:0; border-top:1px solid var(--line); }
.bubble .h { font-weight:650; margin:2px 0; } .h1,.h2 { font-size:18px; } .h3 { font-size:16.5px; }
.bubble .quote { border-left:3px solid #c9cdd4; padding-left:8px; color:#4e5969; }
.bubble .item { padding-left:14px; text-indent:-12px; }
.bubble code { background:#f2f3f5; border-radius:4px; padding:0 4px; font-size:13px; }
.bubble a,.bubble .link { color:var(--mention); text-decoration:none; } .image { color:var(--soft); font-style:italic; }
.mention { color:var(--mention); font-weight:600; background:#e8f3ff; border-radius:4px; padding:0 3px; }
.font-info { color:#00a34d; } .font-comment { color:#86909c; } .font-warning { color:#f77234; }
.preview { font-size:11px; color:var(--soft); margin:0 0 4px; } .people { margin-top:4px; font-size:12px; color:var(--soft); }
.refused .bubble { background:#fff1f0; border:1px solid #ffccc7; color:var(--bad); font-size:13px; }
.note .bubble { background:transparent; box-shadow:none; color:var(--soft); font-size:12px; }
.empty { margin:auto; color:var(--soft); font-size:13px; text-align:center; }
.missed { color:var(--bad); }
`;
