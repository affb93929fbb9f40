"""Sends a message with each of some libraries, nothing of which is changed but the host. Prints what each says of it."""
import json
import sys

import apprise
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.wecombot import NotifyWeComBot
from dingtalkchatbot.chatbot import DingtalkChatbot
from wechat_work_webhook import connect

host, robot_token, signed_token, signing_key, wecom_key = sys.argv[1:]

NotifyDingTalk.notify_url = f"http://{host}/robot/send?access_token={{token}}"
NotifyWeComBot.notify_url = f"http://{host}/cgi-bin/webhook/send?key={{key}}"


def through_apprise(url, text):
    sender = apprise.Apprise()
    return bool(sender.add(url) and sender.notify(title="Apprise", body=text))


chatbot = DingtalkChatbot(f"http://{host}/robot/send?access_token={signed_token}", secret=signing_key)
webhook = connect(f"http://{host}/cgi-bin/webhook/send?key={wecom_key}")

print(json.dumps({
    "apprise, DingTalk": through_apprise(f"dingtalk://{robot_token}/13800000000", "from Apprise to DingTalk"),
    "apprise, WeCom": through_apprise(f"wecombot://{wecom_key}", "from Apprise to WeCom"),
    "DingtalkChatbot, text": chatbot.send_text("from DingtalkChatbot", at_mobiles=["13800000000"]),
    "DingtalkChatbot, markdown": chatbot.send_markdown(title="DingtalkChatbot", text="#### in **markdown**"),
    "DingtalkChatbot, link": chatbot.send_link("DingtalkChatbot", "a link", "https://example.com/", ""),
    "wechat-work-webhook, text": webhook.text("from wechat-work-webhook", mentioned_list=["@all"]),
    "wechat-work-webhook, markdown": webhook.markdown("# wechat-work-webhook in markdown"),
}))
