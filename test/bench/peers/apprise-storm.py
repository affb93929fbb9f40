"""Sends a storm through Apprise, each alert at its time: in one process, or in a process of its own for each."""
import json
import os
import sys
import time

storm_file, webhook, token, mode, start, until = sys.argv[1:]
start, until = float(start), float(until)

import apprise
from apprise.plugins.dingtalk import NotifyDingTalk

NotifyDingTalk.notify_url = webhook
print("ready", flush=True)


def notifier():
    made = apprise.Apprise()
    made.add(f"dingtalk://{token}/")
    return made


def notify(using, alert):
    return using.notify(title=alert["id"], body=alert["text"])


def say(count):
    print(json.dumps({"said": count}), flush=True)


def in_one_process(alerts):
    said, using = 0, notifier()
    for alert in alerts:
        time.sleep(max(0, start + alert["at"] - time.time()))
        if time.time() > until:
            return
        if notify(using, alert):
            said += 1
            say(said)


def in_many_processes(alerts):
    said, running = 0, set()
    # Loads the plugins, which each process would have to do anew.
    notifier()

    def reap(flags):
        nonlocal said
        while running:
            pid, status = os.waitpid(-1, flags)
            if pid == 0:
                return
            running.discard(pid)
            if os.waitstatus_to_exitcode(status) == 0:
                said += 1
        say(said)

    for alert in alerts:
        time.sleep(max(0, start + alert["at"] - time.time()))
        if time.time() > until:
            break
        pid = os.fork()
        if pid == 0:
            # The same as a new process, without loading Apprise anew: it knows nothing of what others sent.
            os._exit(0 if notify(notifier(), alert) else 1)
        running.add(pid)
        reap(os.WNOHANG)
    reap(0)
    say(said)


with open(storm_file, encoding="utf-8") as opened:
    storm = json.load(opened)
in_one_process(storm) if mode == "one" else in_many_processes(storm)
